package io.unjam.transformers.plan.reach;

import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.monitor.ExplicitMonitors;
import io.unjam.transformers.plan.ClassForm;
import io.unjam.transformers.plan.reach.LockUse.Kind;
import io.unjam.transformers.proof.striping.Obstacle;
import io.unjam.transformers.proof.striping.Reason;
import io.unjam.transformers.proof.striping.Section;
import io.unjam.transformers.proof.striping.Striping;
import io.unjam.transformers.proof.striping.StripingProof;
import io.unjam.transformers.proof.striping.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.ClassNode;

/**
 * What the proof says of a lock that no rule names.
 *
 * @param use the lock and the maps beside it
 * @param maps those of them that the answer is about
 * @param striping the answer without anybody's word
 * @param lifts where it is refused: the words of {@code assume:} each of which alone would lift
 *     that
 * @param origin the jar or folder that the class comes from
 */
public record Reached(
    LockUse use, List<String> maps, Striping striping, List<String> lifts, String origin) {

  private static final Words NONE = new Words(false, false, false);

  private static final Map<String, Words> WORDS = words();

  private static Map<String, Words> words() {
    Map<String, Words> words = new LinkedHashMap<>();
    words.put("order-unused", new Words(false, false, true));
    words.put("journal-order-across-keys", new Words(true, false, false));
    return words;
  }

  public Reached {
    maps = List.copyOf(maps);
    lifts = List.copyOf(lifts);
  }

  /** Why it can't be striped without a word; {@code null} where it can. */
  public @Nullable Reason reason() {
    return striping.reason();
  }

  /** How many of the lock's sections would take the stripe of their key. */
  public int keyed() {
    int keyed = 0;
    for (Section section : striping.sections()) {
      keyed += section.key() == null ? 0 : 1;
    }
    return keyed;
  }

  /**
   * Puts a lock to the proof: with all of its maps and, where that is refused, with each alone. The
   * answer that comes furthest counts. A map that is its own lock is asked about alone.
   */
  static Reached ask(LockUse use, ClassNode host, Hierarchy hierarchy, String origin) {
    List<List<String>> tries = new ArrayList<>();
    boolean itself = use.maps().contains(use.lock());
    tries.add(itself ? List.of(use.lock()) : use.maps());
    if (use.maps().size() > 1 && !itself) {
      for (String map : use.maps()) {
        tries.add(List.of(map));
      }
    }
    List<String> best = tries.get(0);
    Striping answer = judge(use, best, host, hierarchy, NONE);
    List<String> lifts = new ArrayList<>();
    for (List<String> maps : tries) {
      Striping striping = maps == best ? answer : judge(use, maps, host, hierarchy, NONE);
      if (rank(striping) > rank(answer)) {
        answer = striping;
        best = maps;
      }
    }
    if (answer.reason() != null) {
      for (Map.Entry<String, Words> word : WORDS.entrySet()) {
        for (List<String> maps : tries) {
          if (!lifts.contains(word.getKey())
              && judge(use, maps, host, hierarchy, word.getValue()).reason() == null) {
            lifts.add(word.getKey());
          }
        }
      }
    }
    return new Reached(use, best, answer, lifts, origin);
  }

  private static int rank(Striping striping) {
    Reason reason = striping.reason();
    return reason == null
        ? 3
        : reason.obstacle() == Obstacle.NO_GAIN ? 2 : reason.obstacle() == Obstacle.ORDER ? 1 : 0;
  }

  private static Striping judge(
      LockUse use, List<String> maps, ClassNode host, Hierarchy hierarchy, Words words) {
    if (use.kind() != Kind.MONITOR_OF_THIS && use.kind() != Kind.MONITOR_OF_CLASS) {
      return sealed(
          use, new StripingProof(host, hierarchy, words).judge(use.lock(), maps), host, hierarchy);
    }
    ExplicitMonitors explicit = ExplicitMonitors.in(host, method -> true);
    Striping striping;
    try {
      striping = new StripingProof(host, hierarchy, words).judge(use.lock(), maps);
    } finally {
      explicit.undo();
    }
    String kept = ClassForm.whyKept(explicit, hierarchy);
    boolean gains =
        kept == null
            || striping.refusal() != null
            || striping.sections().stream()
                .anyMatch(each -> each.key() != null && !explicit.made(each.method()));
    return gains
        ? sealed(use, striping, host, hierarchy)
        : striping.refused(new Reason(Obstacle.SERIALIZED, use.name() + ": " + kept, null));
  }

  /** What is proven of a class with fields that are final, where they can be so. */
  private static Striping sealed(
      LockUse use, Striping striping, ClassNode host, Hierarchy hierarchy) {
    String open = striping.reason() == null ? ClassForm.whyOpen(striping, host, hierarchy) : null;
    return open == null
        ? striping
        : striping.refused(new Reason(Obstacle.SERIALIZED, use.name() + ": " + open, null));
  }
}
