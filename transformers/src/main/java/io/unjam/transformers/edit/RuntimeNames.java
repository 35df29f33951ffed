package io.unjam.transformers.edit;

/** What edited code links to, by name: none of it is ever loaded where edits are made. */
final class RuntimeNames {
  static final String SHARDED_MAP = "io/unjam/runtime/variant/ShardedConcurrentHashMap";
  static final String MAP_HOOKS = "io/unjam/runtime/hook/MapHooks";
  static final String TIME_HOOKS = "io/unjam/runtime/hook/TimeHooks";
  static final String TIMED_REFERENCES = "io/unjam/runtime/hook/TimedMapReferences";

  private RuntimeNames() {}
}
