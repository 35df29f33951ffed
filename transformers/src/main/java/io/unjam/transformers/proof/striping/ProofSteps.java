package io.unjam.transformers.proof.striping;

import io.unjam.transformers.proof.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.LineNumberNode;

/** Says in words what was proven of a lock and its maps as a whole. */
final class ProofSteps {
  private final Nest nest;
  private final Group group;
  private final Words words;

  ProofSteps(Nest nest, Group group, Words words) {
    this.nest = nest;
    this.group = group;
    this.words = words;
  }

  List<Step> of(Inquiry inquiry, List<Construction> constructions) {
    List<Step> steps = new ArrayList<>();
    String maps = maps();
    boolean owners = group.isOwnersMonitor();
    String lock = owners ? (group.isStatic() ? "the class" : "the object") : group.lock().name;
    boolean one = group.maps().size() == 1;
    Set<String> members = nest.members();
    Set<String> sealed = group.sealed();
    List<String> unseen = new ArrayList<>();
    unseen.add(
        members.isEmpty()
            ? "no other class belongs to its nest"
            : "the other classes of its nest don't: "
                + String.join(", ", members).replace('/', '.'));
    unseen.add("no code of the nest uses reflection that could reach them");
    if (!sealed.isEmpty()) {
      unseen.add(
          "final from the first load of the class on, as constructors alone write what isn't"
              + " declared so: "
              + String.join(", ", sealed));
    }
    steps.add(
        new Step(
            (group.isOwnMonitor() || owners
                    ? maps + (one ? " is" : " are")
                    : lock + " and " + maps + " are")
                + " private and final in "
                + group.owner().replace('/', '.')
                + ", and no one else names "
                + (group.isOwnMonitor() || (owners && one) ? "it" : "them"),
            unseen));
    List<String> made = new ArrayList<>();
    for (Construction construction : constructions) {
      made.add(
          construction.method().name
              + " makes "
              + (construction.lock() == null || group.isOwnMonitor()
                  ? ""
                  : "exactly a new "
                      + construction.lock().allocation().desc.replace('/', '.')
                      + " at line "
                      + line(construction.lock().allocation())
                      + " and ")
              + tables(construction.maps()));
    }
    steps.add(
        new Step(
            (group.isOwnMonitor() || (owners && one) ? "it is" : "they are")
                + " made before anyone can see "
                + (group.isStatic() ? "the class" : "'this'"),
            made));
    steps.add(
        Step.of(
            group.isMonitor()
                ? "the monitor of "
                    + lock
                    + " is entered and left alone, in turn on every way, exceptions included: no"
                    + " wait, no notify"
                    + (owners
                        ? "; others may take it too: whoever holds it keeps sections about keys out"
                            + " from its first call on"
                        : "")
                : lock
                    + " is used for lock and unlock alone, which balance on every way, exceptions"
                    + " included"));
    steps.add(
        Step.of(
            maps
                + (one ? " is" : " are")
                + " touched in its sections alone, and no view, walk or entry of "
                + (one ? "it" : "them")
                + " leaves one"));
    Reason walk = inquiry.firstWalk();
    if (walk != null && words.orderUnused()) {
      steps.add(
          Step.of("by 'order-unused' nobody relies on the order of the walk in " + walk.text()));
    }
    steps.add(
        Step.of(
            "sections that take the stripe of their key and have different keys touch nothing in"
                + " common, so that either order of them, or both at once, gives the same; a"
                + " section that takes all stripes excludes every other"
                + (group.isMonitor() ? " from its first use of the map on" : "")));
    return steps;
  }

  private String maps() {
    List<String> names = new ArrayList<>();
    for (FieldNode map : group.maps()) {
      names.add(map.name);
    }
    return String.join(", ", names);
  }

  private static String tables(List<Construction.Made> maps) {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    for (Construction.Made map : maps) {
      lines
          .computeIfAbsent(map.allocation().desc.replace('/', '.'), type -> new ArrayList<>())
          .add(String.valueOf(line(map.allocation())));
    }
    List<String> all = new ArrayList<>();
    lines.forEach(
        (type, at) -> all.add("exactly a new " + type + " at line " + String.join(" and ", at)));
    return String.join(", ", all);
  }

  /** The source line of an instruction, 0 where the class file has none. */
  static int line(AbstractInsnNode insn) {
    for (AbstractInsnNode at = insn; at != null; at = at.getPrevious()) {
      if (at instanceof LineNumberNode number) {
        return number.line;
      }
    }
    return 0;
  }
}
