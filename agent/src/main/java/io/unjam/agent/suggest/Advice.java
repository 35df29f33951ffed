package io.unjam.agent.suggest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One kind of advice. Stateless. Enter a new one in {@link Advices}. */
interface Advice {

  /**
   * What this kind has to say.
   *
   * @param subject a map or lock at which enough time was lost
   * @param evidence all that was recorded
   * @param classes the application's classes; {@code null} where they weren't given
   * @return suggestions that hold for the recording; whether the classes allow them is asked by
   *     whoever called
   */
  List<Suggestion> on(Subject subject, Evidence evidence, @Nullable Inquiry classes);
}
