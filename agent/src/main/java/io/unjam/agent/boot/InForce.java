package io.unjam.agent.boot;

import io.unjam.transformers.edit.Rewriter;
import io.unjam.transformers.rule.RuleFile;

/**
 * The rules that are in force from one moment on. Immutable; replaced as a whole, so that each
 * class is rewritten by one set of rules, the old or the new.
 *
 * @param number counts up with each replacement, from 1
 * @param rules the rules
 * @param rewriter carries them out
 * @param on whether classes are edited; if not, each keeps its bytes
 */
record InForce(int number, RuleFile rules, Rewriter rewriter, boolean on) {}
