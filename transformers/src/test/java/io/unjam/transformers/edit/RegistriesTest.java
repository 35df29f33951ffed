package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.transformers.catalog.Catalog;
import io.unjam.transformers.catalog.Variant;
import io.unjam.transformers.plan.decide.Deciders;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the catalogue says there is, is there. */
class RegistriesTest {
  /** Its decider leaves every site as it is, so that there is nothing to carry out. */
  private static final String NEVER_EDITS = "yield/keep";

  private static Set<String> available() {
    Set<String> names = new TreeSet<>();
    for (Variant variant : Catalog.all()) {
      if (variant.available()) {
        names.add(variant.action() + "/" + variant.name());
      }
    }
    return names;
  }

  @Test
  void everyAvailableVariantHasADeciderAndNoOtherHas() {
    assertThat(new TreeSet<>(Deciders.ALL.keySet())).isEqualTo(available()).isNotEmpty();
  }

  @Test
  void everyAvailableVariantHasAnEditAndNoOtherHas() {
    Set<String> edited = available();
    assertThat(edited.remove(NEVER_EDITS)).isTrue();

    assertThat(Edits.variants()).isEqualTo(edited);
  }
}
