package io.unjam.transformers.proof.combining;

/** Why a section has to be run by the thread that comes to it. */
public enum Obstacle {
  /** Its method can't be called from elsewhere, or its bytecode isn't followed. */
  METHOD(false),
  /** The lock may be another one by the time the method takes it. */
  LOCK(false),
  /** A lock is left behind, or a lock of the caller is released. */
  UNBALANCED(false),
  /** Another lock or monitor is taken, or more is done with this one than to take and leave it. */
  NESTED_LOCK(false),
  /** It waits for another thread. */
  WAIT(false),
  /** It may wait for another thread, or take long. */
  LOOP(true),
  /** It asks which thread runs it. */
  THREAD(true),
  /** It calls what nothing is known about. */
  UNKNOWN_CALL(true),
  /** It may be the first to use a class, whose initialiser then runs in another thread. */
  INITIALISATION(true);

  private final boolean liftedByWord;

  Obstacle(boolean liftedByWord) {
    this.liftedByWord = liftedByWord;
  }

  /** Whether the author's {@code running-thread-unused} speaks of it. */
  public boolean isLiftedByWord() {
    return liftedByWord;
  }
}
