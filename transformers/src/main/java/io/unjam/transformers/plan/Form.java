package io.unjam.transformers.plan;

import java.util.Set;

/**
 * In what a class as it is loaded differs from its class file. It means the same.
 *
 * @param blocks the {@code synchronized} methods that have a block instead, each as its name and
 *     descriptor in one
 * @param sealed the fields that are final, by name
 */
public record Form(Set<String> blocks, Set<String> sealed) {
  /** That of the class file. */
  public static final Form AS_IT_IS = new Form(Set.of(), Set.of());

  public Form {
    blocks = Set.copyOf(blocks);
    sealed = Set.copyOf(sealed);
  }

  /** Whether it is that of the class file. */
  public boolean isAsItIs() {
    return blocks.isEmpty() && sealed.isEmpty();
  }
}
