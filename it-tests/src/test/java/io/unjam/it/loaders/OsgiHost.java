package io.unjam.it.loaders;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/**
 * Starts an OSGi framework with one bundle and stops it again. Arguments: a folder for the
 * framework's files, the bundle, and what is delegated to the bootstrap loader, if anything.
 */
public final class OsgiHost {

  private OsgiHost() {}

  public static void main(String[] arguments) throws BundleException, InterruptedException {
    Map<String, String> settings = new HashMap<>();
    settings.put(Constants.FRAMEWORK_STORAGE, arguments[0]);
    if (arguments.length > 2) {
      settings.put(Constants.FRAMEWORK_BOOTDELEGATION, arguments[2]);
    }
    Framework framework = new FrameworkFactory().newFramework(settings);
    framework.start();
    try {
      Bundle bundle =
          framework.getBundleContext().installBundle(Path.of(arguments[1]).toUri().toString());
      bundle.start();
    } finally {
      framework.stop();
      framework.waitForStop(0);
    }
  }
}
