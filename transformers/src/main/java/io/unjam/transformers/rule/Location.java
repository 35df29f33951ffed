package io.unjam.transformers.rule;

/**
 * A place in a rule file.
 *
 * @param file the file as the user named it
 * @param line counted from 1
 * @param column counted from 1
 */
public record Location(String file, int line, int column) {
  /** Prints {@code file:line:column}, as compilers do. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
