package io.unjam.it.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Several threads count words in one map, yielding after each, as programs do that were told to be
 * nice. Prints every count, which is known in advance.
 */
public final class WordCount {

  /** What a run prints, to the letter. */
  public static final String OUTPUT = "counted 40 words 4000 times\n";

  private static final int THREADS = 4;
  private static final int ROUNDS = 25;
  private static final int WORDS = 40;

  private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>();

  private WordCount() {}

  public static void main(String[] arguments) throws InterruptedException {
    WordCount program = new WordCount();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(program::count);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    int total = program.counts.values().stream().mapToInt(Integer::intValue).sum();
    System.out.println("counted " + program.counts.size() + " words " + total + " times");
  }

  // The yield is what the program under test is about.
  @SuppressWarnings("ThreadPriorityCheck")
  private void count() {
    for (int round = 0; round < ROUNDS; round++) {
      for (int word = 0; word < WORDS; word++) {
        counts.merge("word " + word, 1, Integer::sum);
        Thread.yield();
      }
    }
  }
}
