package io.unjam.it.programs;

/**
 * The {@link Shop} under a name that one test alone uses: a name is looked for among all JVMs of
 * the machine, those of tests that run beside included.
 */
public final class Namesake {

  private Namesake() {}

  public static void main(String[] arguments) throws Exception {
    Shop.main(arguments);
  }
}
