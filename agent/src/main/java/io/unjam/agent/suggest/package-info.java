/**
 * From a recording to rules: what waited ({@link io.unjam.agent.suggest.Evidence}), what would help
 * (one {@link io.unjam.agent.suggest.Advice} per kind, entered in {@link
 * io.unjam.agent.suggest.Advices}), whether it can be done ({@link
 * io.unjam.agent.suggest.Inquiry}), and a file that says so.
 */
@NullMarked
package io.unjam.agent.suggest;

import org.jspecify.annotations.NullMarked;
