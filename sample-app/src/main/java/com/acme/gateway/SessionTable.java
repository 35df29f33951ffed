package com.acme.gateway;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions, by id. Thread-safe; every proxied request writes it once. */
public final class SessionTable {
  /*
   * A ConcurrentHashMap by session id is what servlet containers keep, e.g. apache/tomcat,
   * java/org/apache/catalina/session/ManagerBase.java (field sessions).
   */
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  /** Notes that a request of session {@code id} came. */
  public void touch(String id, Session session) {
    sessions.put(id, session);
  }

  /** How many sessions there are. */
  public int size() {
    return sessions.size();
  }

  /** How many sessions one can walk over; equals {@link #size} while nobody writes. */
  long walk() {
    long count = 0;
    for (Session ignored : sessions.values()) {
      count++;
    }
    return count;
  }

  /** Forgets sessions last seen before {@code millis}, and says how many. */
  @SuppressWarnings("ModifyCollectionInEnhancedForLoop") // the map is a concurrent one
  public int expireBefore(long millis) {
    int expired = 0;
    for (String id : sessions.keySet()) {
      Session session = sessions.get(id);
      if (session != null && session.lastSeenMillis() < millis && sessions.remove(id, session)) {
        expired++;
      }
    }
    return expired;
  }
}
