package io.unjam.transformers.proof.striping;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the proof says.
 *
 * @param refusal why the lock can't be striped, a sentence without its full stop; {@code null}
 *     where it can
 * @param sections all sections of the lock in the class; empty where it is refused before they are
 *     known
 * @param constructions where the lock and its maps are made; empty where it is refused
 */
public record Striping(
    @Nullable String refusal, List<Section> sections, List<Construction> constructions) {

  public Striping {
    sections = List.copyOf(sections);
    constructions = List.copyOf(constructions);
  }
}
