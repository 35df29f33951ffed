package io.unjam.transformers.plan.decide;

import io.unjam.transformers.catalog.Catalog;
import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Ruling;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Types;
import io.unjam.transformers.rule.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every decider about allocations has to ask. */
final class Allocations {
  private static final String WORD = Catalog.CLASS_IDENTITY_UNUSED.word();

  /** Libraries that may write an object's class name into data, by one class each. */
  private static final String[][] SERIALIZERS = {
    {"Kryo", "com/esotericsoftware/kryo/Kryo"},
    {"XStream", "com/thoughtworks/xstream/XStream"},
    {"Jackson", "com/fasterxml/jackson/databind/ObjectMapper"},
    {"Jackson", "tools/jackson/databind/ObjectMapper"},
    {"Hessian", "com/caucho/hessian/io/HessianOutput"},
    {"FST", "org/nustaq/serialization/FSTConfiguration"},
    {"Fury", "org/apache/fury/Fury"},
    {"Fory", "org/apache/fory/Fory"},
  };

  /** What a class that makes maps for several threads names. */
  static final List<List<String>> MAP_TRACES =
      List.of(
          List.of(Types.CONCURRENT_HASH_MAP),
          List.of(Types.HASHTABLE),
          List.of("synchronizedMap"),
          List.of(Types.COLLECTORS, "toConcurrentMap"),
          List.of(Types.COLLECTORS, "groupingByConcurrent"));

  /** The way of an edit where a collector makes the map. */
  private static final String COLLECTOR = "collector";

  private Allocations() {}

  /**
   * What a variant that stands in for {@code ConcurrentHashMap} alone has to say about another map;
   * {@code null} where nobody would expect a word.
   */
  static @Nullable Ruling otherThanConcurrentHashMap(Candidate candidate, Rule rule) {
    String made = candidate.allocates();
    if (made == null) {
      return null;
    }
    String variant = rule.variant().name();
    Hierarchy hierarchy = candidate.view().hierarchy();
    boolean named = rule.place().field() != null || rule.place().allocation() != null;
    if (Types.isPlatform(made)) {
      return named || Types.isConcurrentMap(made)
          ? Ruling.notApplicable(
              candidate.site().target()
                  + " is left as it is: "
                  + variant
                  + " stands in for ConcurrentHashMap alone"
                  + (made.equals(Types.HASHTABLE) || made.equals(Types.SYNCHRONIZED_MAP)
                      ? "; see the variant concurrent"
                      : ""))
          : null;
    }
    if (hierarchy.isSubtype(made, Types.CONCURRENT_HASH_MAP) == Hierarchy.Answer.YES) {
      return Ruling.notApplicable(
          Types.simpleName(made)
              + " is a subclass of ConcurrentHashMap with code of its own, which "
              + variant
              + " would bypass");
    }
    return named && Types.isMap(made, hierarchy)
        ? Ruling.notApplicable(
            Types.simpleName(made)
                + " is no ConcurrentHashMap, which alone "
                + variant
                + " stands in for")
        : null;
  }

  /** Applied, by the edit that fits the way in which the map is made. */
  static Ruling applied(Candidate candidate, String reason) {
    return Ruling.applied(reason, Types.COLLECTORS.equals(candidate.callOwner()) ? COLLECTOR : "");
  }

  /** Why an allocation can't be changed at all, or {@code null}. */
  static @Nullable Ruling unclear(Candidate candidate) {
    boolean reference = candidate.site().kind() == SiteKind.REFERENCE;
    if (reference && References.isSerializable(candidate.instruction())) {
      return Ruling.refused(
          "the reference is serializable and its serialized form would name another method");
    }
    if (!reference && candidate.callName() == null && candidate.related().isEmpty()) {
      return Ruling.refused(
          "which constructor call belongs to this allocation can't be told from the bytecode");
    }
    return null;
  }

  /**
   * Why an allocation can't be replaced by a subclass of its class, whatever the variant, or {@code
   * null}.
   */
  static @Nullable Ruling obstacle(Candidate candidate, Rule rule) {
    Ruling unclear = unclear(candidate);
    if (unclear != null) {
      return unclear;
    }
    String serializer = rule.assumes(WORD) ? null : serializer(candidate.view().hierarchy());
    return serializer == null
        ? null
        : Ruling.refused(
            serializer
                + " is on the class path and may write the object's class name into its data: 'assume: ["
                + WORD
                + "]' states that no data holds it and nobody compares getClass()");
  }

  private static @Nullable String serializer(Hierarchy hierarchy) {
    for (String[] serializer : SERIALIZERS) {
      if (hierarchy.knows(serializer[1])) {
        return serializer[0];
      }
    }
    return null;
  }
}
