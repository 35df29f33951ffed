package io.unjam.transformers.plan;

import org.jspecify.annotations.Nullable;

/**
 * A place in a method while it is scanned: makes the {@link Site}s of that place. Mutable, so that
 * a scan of a million instructions makes no million objects; never keep one.
 */
public final class Where {
  private final MethodView view;
  private int line;
  private int index = -1;

  Where(MethodView view) {
    this.view = view;
  }

  /** The method. */
  public MethodView view() {
    return view;
  }

  void atLine(int number) {
    line = number;
  }

  void next() {
    index++;
  }

  /** The site of a kind at this place. */
  public Site site(SiteKind kind, String target, @Nullable String field) {
    return new Site(
        kind,
        view.owner().name.replace('/', '.'),
        view.method().name,
        view.method().desc,
        line,
        index,
        target,
        field);
  }
}
