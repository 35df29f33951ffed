package io.unjam.transformers.plan;

/**
 * What one variant has to say about one candidate.
 *
 * @param verdict what becomes of it
 * @param reason a sentence a person understands, without the trailing full stop
 * @param claims whether later rules must leave the site alone: true for an edit, and for a site
 *     that a rule wants left exactly as it is
 * @param way which of the variant's edits is meant, where it has several; empty where it has one
 */
public record Ruling(Verdict verdict, String reason, boolean claims, String way) {
  /** The edit is to be made. */
  public static Ruling applied(String reason) {
    return applied(reason, "");
  }

  /** The edit is to be made, in one of several ways that the variant has. */
  public static Ruling applied(String reason, String way) {
    return new Ruling(Verdict.APPLIED, reason, true, way);
  }

  /** The edit must not be made, because of {@code reason}. */
  public static Ruling refused(String reason) {
    return new Ruling(Verdict.REFUSED, reason, false, "");
  }

  /** There is nothing for the rule's action to do. */
  public static Ruling notApplicable(String reason) {
    return new Ruling(Verdict.NOT_APPLICABLE, reason, false, "");
  }

  /** The rule wants the site left as it is, and no later rule changes that. */
  public static Ruling kept(String reason) {
    return new Ruling(Verdict.NOT_APPLICABLE, reason, true, "");
  }
}
