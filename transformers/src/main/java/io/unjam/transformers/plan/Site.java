package io.unjam.transformers.plan;

import org.jspecify.annotations.Nullable;

/**
 * One candidate place in a class file.
 *
 * @param kind what stands there
 * @param className binary name, {@code com.acme.Orders$Line}
 * @param method its name
 * @param descriptor its descriptor
 * @param line source line, or 0 where the class file has none
 * @param instruction index among the method's real instructions (labels, frames and line numbers
 *     not counted), or -1 for the method itself
 * @param target what is called, allocated or locked, as a person writes it: {@code
 *     ConcurrentHashMap.put}
 * @param field the field that the allocated object is stored into, or that the receiver was read
 *     from, as {@code owner.name}; {@code null} where the analysis finds no single one
 */
public record Site(
    SiteKind kind,
    String className,
    String method,
    String descriptor,
    int line,
    int instruction,
    String target,
    @Nullable String field) {

  /** The place in one word, as {@code plan --why} takes it: {@code com.acme.Orders.put:41}. */
  public String place() {
    return className + "." + method + (line > 0 ? ":" + line : "");
  }
}
