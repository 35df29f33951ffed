package io.unjam.transformers.proof;

import java.util.List;

/**
 * One step of a proof, in words.
 *
 * @param text a sentence without its full stop
 * @param details what it rests on, one sentence each
 */
public record Step(String text, List<String> details) {

  public Step {
    details = List.copyOf(details);
  }

  /** A step that needs no more words. */
  public static Step of(String text) {
    return new Step(text, List.of());
  }
}
