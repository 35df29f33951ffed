package io.unjam.it.apps;

import java.nio.file.Path;
import java.util.List;

/**
 * H2 with its store in a file, so that the writing threads, the store's own and the file system
 * take part.
 */
final class H2Application implements RealApplication {

  @Override
  public String name() {
    return "h2";
  }

  @Override
  public String rootPackage() {
    return "org.h2";
  }

  @Override
  public List<Path> jars() {
    return List.of(RealApplication.jarOf("org.h2.Driver"));
  }

  @Override
  public Class<?> driver() {
    return TransferDriver.class;
  }

  @Override
  public List<String> arguments(Path scratch) {
    return List.of("jdbc:h2:file:" + scratch.resolve("bank") + ";LOCK_TIMEOUT=10000", "4", "500");
  }
}
