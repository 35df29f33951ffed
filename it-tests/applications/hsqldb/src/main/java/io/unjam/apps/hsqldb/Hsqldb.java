package io.unjam.apps.hsqldb;

import io.unjam.apps.Transfers;
import java.nio.file.Path;

/**
 * HSQLDB in memory, in its multi-version transaction model: the default one lets a single writer
 * in.
 */
public final class Hsqldb extends Transfers {
  @Override
  protected String url(Path scratch) {
    return "jdbc:hsqldb:mem:bank;hsqldb.tx=mvcc";
  }
}
