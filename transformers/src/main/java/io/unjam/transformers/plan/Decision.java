package io.unjam.transformers.plan;

import io.unjam.transformers.rule.Rule;

/**
 * One site, one rule, one verdict.
 *
 * @param site where
 * @param rule by whose wish
 * @param verdict what becomes of it
 * @param reason a sentence a person understands, without the trailing full stop
 * @param way which of the variant's edits is to be made, where it has several; empty where it has
 *     one
 */
public record Decision(Site site, Rule rule, Verdict verdict, String reason, String way) {}
