package io.unjam.it.apps;

import java.nio.file.Path;
import java.util.List;

/**
 * HSQLDB in memory, in its multi-version transaction model: the default one lets a single writer
 * in.
 */
final class HsqldbApplication implements RealApplication {

  @Override
  public String name() {
    return "hsqldb";
  }

  @Override
  public String rootPackage() {
    return "org.hsqldb";
  }

  @Override
  public List<Path> jars() {
    return List.of(RealApplication.jarOf("org.hsqldb.jdbc.JDBCDriver"));
  }

  @Override
  public Class<?> driver() {
    return TransferDriver.class;
  }

  @Override
  public List<String> arguments(Path scratch) {
    return List.of("jdbc:hsqldb:mem:bank;hsqldb.tx=mvcc", "4", "500");
  }
}
