package io.unjam.agent.boot;

/** The rewriting does not work in this JVM; the message says which step failed. */
final class SelfTestFailure extends Exception {
  private static final long serialVersionUID = 1;

  SelfTestFailure(String message) {
    super(message);
  }

  SelfTestFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
