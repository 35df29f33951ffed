package io.unjam.agent.cli;

/** A command can't be carried out; the message is for the user and says what to do instead. */
class CommandFailure extends Exception {
  private static final long serialVersionUID = 1;

  CommandFailure(String message) {
    super(message);
  }

  CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
