package io.unjam.transformers.proof.striping;

import io.unjam.transformers.proof.Step;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the proof says.
 *
 * @param reason why the lock can't be striped; {@code null} where it can
 * @param sections all sections of the lock in the class; empty where it is refused before they are
 *     known
 * @param constructions where the lock and its maps are made; empty where it is refused
 * @param sealed fields of the lock and its maps that aren't declared final and that constructors
 *     alone write: the lock can be striped in a class that is loaded with them final, and in no
 *     other
 * @param steps what was proven of the lock and its maps as a whole; empty where it is refused
 *     before that
 */
public record Striping(
    @Nullable Reason reason,
    List<Section> sections,
    List<Construction> constructions,
    Set<String> sealed,
    List<Step> steps) {

  public Striping {
    sections = List.copyOf(sections);
    constructions = List.copyOf(constructions);
    sealed = Set.copyOf(sealed);
    steps = List.copyOf(steps);
  }

  /** A refusal of what would be sound but for one thing. */
  public Striping refused(Reason reason) {
    return new Striping(reason, sections, List.of(), Set.of(), List.of());
  }

  /** The reason's sentence; {@code null} where the lock can be striped. */
  public @Nullable String refusal() {
    return reason == null ? null : reason.text();
  }
}
