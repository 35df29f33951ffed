package io.unjam.it.attach;

/** Rule files for {@link io.unjam.it.programs.Shop}, each action by itself. */
final class ShopRules {

  static final String HEAD = "version: 1\nrules:\n";

  static final String YIELDS =
      """
        - name: yields
          at: { package: io.unjam.it.programs }
          yield: { variant: strip }
          assume: [yield-not-required]
      """;

  static final String COLLECTIONS =
      """
        - name: collections
          at: { class: io.unjam.it.programs.Shop, method: collect }
          gc: { variant: strip }
          assume: [explicit-gc-not-required]
      """;

  static final String MAPS =
      """
        - name: maps
          at: { package: io.unjam.it.programs }
          map: { variant: sharded, shards: 4 }
      """;

  static final String LOCKS =
      """
        - name: locks
          at: { package: io.unjam.it.programs }
          lock: { variant: unfair }
          assume: [fairness-not-required]
      """;

  static final String WRITES =
      """
        - name: writes
          at: { package: io.unjam.it.programs }
          time: { sample: 1 }
      """;

  static final String LATE_WRITES =
      """
        - name: late writes
          at: { class: "io.unjam.it.programs.Shop$LateComer" }
          time: { sample: 1 }
      """;

  static final String ALL = HEAD + YIELDS + COLLECTIONS + MAPS + LOCKS + WRITES;

  private ShopRules() {}
}
