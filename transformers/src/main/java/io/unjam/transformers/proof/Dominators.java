package io.unjam.transformers.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which node every path from a method's start to another node passes. The algorithm is that of K.
 * D. Cooper, T. J. Harvey and K. Kennedy, "A Simple, Fast Dominance Algorithm" (2001). Immutable.
 */
public final class Dominators {
  private static final int NONE = -1;

  private final int[] order; // reverse postorder; NONE where unreachable
  private final int[] parent;
  private final List<List<Integer>> predecessors = new ArrayList<>();

  /** Computes the dominators of all nodes that are reachable. */
  public Dominators(ControlFlow flow) {
    int size = flow.size();
    order = new int[size];
    parent = new int[size];
    Arrays.fill(order, NONE);
    Arrays.fill(parent, NONE);
    for (int i = 0; i < size; i++) {
      predecessors.add(new ArrayList<>());
    }
    int[] sorted = postorder(flow);
    for (int i = 0; i < sorted.length; i++) {
      order[sorted[i]] = sorted.length - 1 - i;
    }
    for (int node : sorted) {
      for (int next : all(flow, node)) {
        predecessors.get(next).add(node);
      }
    }
    if (size > 0) {
      solve(sorted);
    }
  }

  private void solve(int[] sorted) {
    parent[0] = 0;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = sorted.length - 1; i >= 0; i--) {
        int node = sorted[i];
        if (node == 0) {
          continue;
        }
        int best = NONE;
        for (int before : predecessors.get(node)) {
          if (parent[before] != NONE) {
            best = best == NONE ? before : common(before, best);
          }
        }
        if (parent[node] != best) {
          parent[node] = best;
          changed = true;
        }
      }
    }
  }

  private int common(int one, int two) {
    int a = one;
    int b = two;
    while (a != b) {
      while (order[a] > order[b]) {
        a = parent[a];
      }
      while (order[b] > order[a]) {
        b = parent[b];
      }
    }
    return a;
  }

  private static int[] postorder(ControlFlow flow) {
    int size = flow.size();
    int[] sorted = new int[size];
    int count = 0;
    boolean[] seen = new boolean[size];
    int[] stack = new int[size];
    int[] position = new int[size];
    int depth = 0;
    if (size > 0) {
      stack[depth++] = 0;
      seen[0] = true;
    }
    while (depth > 0) {
      int node = stack[depth - 1];
      int[] next = all(flow, node);
      if (position[node] < next.length) {
        int to = next[position[node]++];
        if (!seen[to]) {
          seen[to] = true;
          stack[depth++] = to;
        }
      } else {
        depth--;
        sorted[count++] = node;
      }
    }
    return Arrays.copyOf(sorted, count);
  }

  static int[] all(ControlFlow flow, int node) {
    int[] plain = flow.successors(node);
    int[] thrown = flow.handlers(node);
    if (thrown.length == 0) {
      return plain;
    }
    int[] both = Arrays.copyOf(plain, plain.length + thrown.length);
    System.arraycopy(thrown, 0, both, plain.length, thrown.length);
    return both;
  }

  /** Whether any path leads to a node. */
  public boolean reaches(int node) {
    return order[node] != NONE;
  }

  /** Whether every path to {@code node} passes {@code by}; a node dominates itself. */
  public boolean dominates(int by, int node) {
    if (!reaches(by) || !reaches(node)) {
      return false;
    }
    int at = node;
    while (order[at] > order[by]) {
      at = parent[at];
    }
    return at == by;
  }

  /** Whether an edge goes against the order in which a depth-first walk finishes nodes. */
  boolean isRetreating(int from, int to) {
    return order[to] <= order[from];
  }

  List<Integer> predecessors(int node) {
    return predecessors.get(node);
  }
}
