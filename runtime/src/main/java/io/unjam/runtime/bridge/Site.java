package io.unjam.runtime.bridge;

/** What a site's number stands for. Immutable. */
public final class Site {

  private final int id;
  private final String key;
  private final String description;
  private final String owner;
  private final String member;
  private final int line;
  private final String operation;

  Site(
      int id,
      String key,
      String description,
      String owner,
      String member,
      int line,
      String operation) {
    this.id = id;
    this.key = key;
    this.description = description;
    this.owner = owner;
    this.member = member;
    this.line = line;
    this.operation = operation;
  }

  /** Its number. */
  public int id() {
    return id;
  }

  /** What makes it the same site after a reload. */
  public String key() {
    return key;
  }

  /** A sentence for people. */
  public String description() {
    return description;
  }

  /** The class, with dots. */
  public String owner() {
    return owner;
  }

  /** The method's name and descriptor. */
  public String member() {
    return member;
  }

  /** The line in the source; 0 when unknown. */
  public int line() {
    return line;
  }

  /** What is done there, as {@code ConcurrentHashMap.put}. */
  public String operation() {
    return operation;
  }

  /**
   * Whether a lock or monitor is acquired there: its operations are waits, and it may have holds.
   */
  public boolean isLock() {
    return isLock(operation);
  }

  /** As {@link #isLock()}, by what {@link #operation} says. */
  public static boolean isLock(String operation) {
    return operation.startsWith("synchronized")
        || operation.endsWith("ock")
        || operation.endsWith("ockInterruptibly")
        || isReacquisition(operation);
  }

  /**
   * Whether a lock is given away and acquired again there, by {@code Condition.await} or {@code
   * Object.wait}: its operations are waits for the lock, of those whose end of the wait proper is
   * known, and it has no holds of its own.
   *
   * @param operation what {@link #operation} says
   */
  public static boolean isReacquisition(String operation) {
    return operation.startsWith("Condition.await") || operation.equals("Object.wait");
  }

  @Override
  public String toString() {
    return description;
  }
}
