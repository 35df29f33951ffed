package io.unjam.apps.derby;

import io.unjam.apps.Transfers;
import java.nio.file.Path;
import java.sql.SQLException;

/** Derby with its store in a folder: page cache, lock table and log are at work. */
public final class Derby extends Transfers {
  @Override
  public void start(Path scratch, int threads) throws SQLException {
    // Deadlocks are looked for after 20 s by default, which would be most of a run; the log would
    // lie in the working folder.
    System.setProperty("derby.locks.deadlockTimeout", "1");
    System.setProperty("derby.stream.error.method", "java.lang.System.err");
    super.start(scratch, threads);
  }

  @Override
  protected String url(Path scratch) {
    return "jdbc:derby:" + scratch.resolve("bank") + ";create=true";
  }
}
