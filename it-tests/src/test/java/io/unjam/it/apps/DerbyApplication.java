package io.unjam.it.apps;

import java.nio.file.Path;
import java.util.List;

/** Derby with its store in a folder: page cache, lock table and log are at work. */
final class DerbyApplication implements RealApplication {

  @Override
  public String name() {
    return "derby";
  }

  @Override
  public String rootPackage() {
    return "org.apache.derby";
  }

  @Override
  public List<Path> jars() {
    return List.of(
        RealApplication.jarOf("org.apache.derby.iapi.jdbc.AutoloadedDriver"),
        RealApplication.jarOf("org.apache.derby.shared.common.reference.SQLState"));
  }

  @Override
  public List<String> options() {
    // Deadlocks are looked for after 20 s by default, which would be most of the run; the log would
    // lie in the working folder.
    return List.of(
        "-Dderby.locks.deadlockTimeout=1", "-Dderby.stream.error.method=java.lang.System.err");
  }

  @Override
  public Class<?> driver() {
    return TransferDriver.class;
  }

  @Override
  public List<String> arguments(Path scratch) {
    return List.of("jdbc:derby:" + scratch.resolve("bank") + ";create=true", "4", "500");
  }
}
