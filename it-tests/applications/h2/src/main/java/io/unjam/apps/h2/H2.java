package io.unjam.apps.h2;

import io.unjam.apps.Transfers;
import java.nio.file.Path;

/**
 * H2 with its store in a file, so that the writing threads, the store's own and the file system
 * take part.
 */
public final class H2 extends Transfers {
  @Override
  protected String url(Path scratch) {
    return "jdbc:h2:file:" + scratch.resolve("bank") + ";LOCK_TIMEOUT=10000";
  }
}
