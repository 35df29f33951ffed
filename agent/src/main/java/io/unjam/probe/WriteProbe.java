package io.unjam.probe;

import java.util.concurrent.ConcurrentHashMap;

/** A write as applications make it. */
public final class WriteProbe implements Runnable {

  private final ConcurrentHashMap<String, String> map = new ConcurrentHashMap<>();

  @Override
  public void run() {
    map.put("key", "value");
    if (!"value".equals(map.get("key"))) {
      throw new IllegalStateException("a write got lost");
    }
  }
}
