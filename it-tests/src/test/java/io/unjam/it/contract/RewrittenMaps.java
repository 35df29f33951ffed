package io.unjam.it.contract;

import io.unjam.contract.MapSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Makes plain maps, as an application does. The rules of {@link RewrittenMapIT} name this class, so
 * what comes out under the agent is what they say.
 */
final class RewrittenMaps implements MapSource {

  @Override
  public <K, V> ConcurrentHashMap<K, V> empty() {
    return new ConcurrentHashMap<>();
  }

  /** The agent has patched the JDK's key set view: it is examined as it is. */
  @Override
  public <K, V> ConcurrentMap<K, V> withKeySet(ConcurrentHashMap<K, V> map) {
    return map;
  }

  @Override
  public String toString() {
    return "rewritten";
  }
}
