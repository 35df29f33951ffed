package io.unjam.agent.it;

/** The smallest application. */
final class Hello {

  private Hello() {}

  /** Greets. */
  public static void main(String[] arguments) {
    System.out.println("hello");
  }
}
