package io.unjam.transformers.plan;

/** The kinds of place in a method that a rule can be about. */
public enum SiteKind {
  /** {@code new ConcurrentHashMap}, {@code ConcurrentHashMap.newKeySet()} and the like. */
  ALLOCATION,
  /** A constructor or method reference, {@code ConcurrentHashMap::new}, {@code map::put}. */
  REFERENCE,
  /** A call of a map's writing method. */
  MAP_WRITE,
  /** A call of {@code lock}, {@code unlock}, {@code tryLock} and their kin. */
  LOCK_CALL,
  /** {@code monitorenter}. */
  MONITOR,
  /** A call of {@code Condition.await}, {@code Object.wait}, {@code signal}, {@code notify}. */
  CONDITION,
  /** A method as a whole: what is done when it is entered. */
  METHOD,
  /** A method declared {@code synchronized}. */
  SYNCHRONIZED_METHOD,
  /** {@code Thread.yield()}. */
  YIELD,
  /** {@code System.gc()} or {@code Runtime.gc()}. */
  EXPLICIT_GC
}
