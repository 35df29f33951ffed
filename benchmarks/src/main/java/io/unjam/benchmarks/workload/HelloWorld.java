package io.unjam.benchmarks.workload;

/**
 * A program that does next to nothing: what is left of its time is the JVM's start and an agent's.
 */
public final class HelloWorld {
  private HelloWorld() {}

  /** Prints and ends. */
  public static void main(String[] args) {
    System.out.println("Hello");
  }
}
