package io.unjam.transformers.proof.striping;

/** Ends a proof: the message is the reason, a sentence without its full stop. */
final class StripingRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StripingRefused(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    String message = getMessage();
    return message == null ? "it can't be followed" : message;
  }
}
