package io.unjam.transformers.proof;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/**
 * The natural loops of a method: for each node that an edge goes back to, all that can reach that
 * edge without passing the node. Immutable.
 */
public final class Loops {
  private final List<Loop> loops = new ArrayList<>();
  private final boolean irreducible;

  /** Finds the loops of a method. */
  public Loops(ControlFlow flow, Dominators dominators) {
    Map<Integer, Loop> byHeader = new TreeMap<>();
    boolean tangled = false;
    for (int node = 0; node < flow.size(); node++) {
      if (!dominators.reaches(node)) {
        continue;
      }
      for (int next : Dominators.all(flow, node)) {
        if (dominators.dominates(next, node)) {
          byHeader.computeIfAbsent(next, Loop::new).addLatch(node, dominators);
        } else if (dominators.isRetreating(node, next)) {
          tangled = true;
        }
      }
    }
    irreducible = tangled;
    for (Loop loop : byHeader.values()) {
      if (!isMonitorCleanUp(flow, loop)) {
        loops.add(loop);
      }
    }
  }

  /**
   * The handler that javac makes for a {@code synchronized} block covers itself, which is a loop on
   * paper and nothing that a program can stay in.
   */
  private static boolean isMonitorCleanUp(ControlFlow flow, Loop loop) {
    if (!flow.isHandler(loop.header)) {
      return false;
    }
    boolean exits = false;
    for (int node = loop.body.nextSetBit(0); node >= 0; node = loop.body.nextSetBit(node + 1)) {
      int opcode = flow.at(node).getOpcode();
      exits |= opcode == Opcodes.MONITOREXIT;
      if (opcode >= 0
          && opcode != Opcodes.MONITOREXIT
          && opcode != Opcodes.ALOAD
          && opcode != Opcodes.ASTORE) {
        return false;
      }
    }
    return exits;
  }

  /** Whether some cycle has more than one way in, so that it is no natural loop. */
  public boolean irreducible() {
    return irreducible;
  }

  /** The smallest loop around a node, or {@code null}. */
  public @Nullable Loop innermost(int node) {
    Loop best = null;
    for (Loop loop : loops) {
      if (loop.contains(node) && (best == null || loop.size() < best.size())) {
        best = loop;
      }
    }
    return best;
  }

  /** All loops around a node, the smallest first. */
  public List<Loop> around(int node) {
    List<Loop> found = new ArrayList<>();
    for (Loop loop : loops) {
      if (loop.contains(node)) {
        found.add(loop);
      }
    }
    found.sort((a, b) -> Integer.compare(a.size(), b.size()));
    return found;
  }

  /** All loops. */
  List<Loop> all() {
    return loops;
  }

  /** The loops inside another one. */
  List<Loop> inside(Loop outer) {
    List<Loop> found = new ArrayList<>();
    for (Loop loop : loops) {
      if (loop != outer && outer.contains(loop.header)) {
        found.add(loop);
      }
    }
    return found;
  }

  /** One natural loop. */
  public static final class Loop {
    private final int header;
    private final BitSet body = new BitSet();
    private final List<Integer> latches = new ArrayList<>();

    private Loop(int header) {
      this.header = header;
      body.set(header);
    }

    private void addLatch(int latch, Dominators dominators) {
      latches.add(latch);
      Deque<Integer> open = new ArrayDeque<>();
      open.push(latch);
      while (!open.isEmpty()) {
        int node = open.pop();
        if (!body.get(node)) {
          body.set(node);
          for (int before : dominators.predecessors(node)) {
            open.push(before);
          }
        }
      }
    }

    /** The only node through which the loop is entered. */
    public int header() {
      return header;
    }

    /** Whether a node belongs to the loop. */
    public boolean contains(int node) {
      return body.get(node);
    }

    int size() {
      return body.cardinality();
    }

    /** The nodes of the loop, in the order of the code. */
    int[] nodes() {
      return body.stream().toArray();
    }

    /** Whether no round of the loop gets past a node. */
    boolean everyRoundPasses(int node, Dominators dominators) {
      for (int latch : latches) {
        if (!dominators.dominates(node, latch)) {
          return false;
        }
      }
      return true;
    }
  }
}
