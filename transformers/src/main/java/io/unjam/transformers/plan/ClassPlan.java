package io.unjam.transformers.plan;

import java.util.List;

/**
 * All decisions about one class file.
 *
 * @param className binary name
 * @param sourceFile from the class file, or the empty string
 * @param digest SHA-256 of the class file's bytes, in hexadecimal
 * @param decisions in the order of the sites in the class file
 */
public record ClassPlan(
    String className, String sourceFile, String digest, List<Decision> decisions) {
  public ClassPlan {
    decisions = List.copyOf(decisions);
  }

  /** Whether any decision asks for an edit. */
  public boolean hasEdits() {
    for (Decision decision : decisions) {
      if (decision.verdict() == Verdict.APPLIED) {
        return true;
      }
    }
    return false;
  }
}
