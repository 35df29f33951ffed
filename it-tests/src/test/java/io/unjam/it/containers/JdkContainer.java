package io.unjam.it.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import io.unjam.it.jvm.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opentest4j.TestAbortedException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * A container of one of the images that {@code it-tests/containers/up} builds.
 *
 * <p>Programs run as the image's user {@code app} (uid 1000) with a heap that fits a limit of 256
 * MiB; files are mounted read-only, which also works where the root file system is.
 */
final class JdkContainer extends GenericContainer<JdkContainer> {

  static final int MEMORY_LIMIT = 256 << 20;

  /** Seconds until the engine kills what was asked to end. */
  private static final int TERMINATES_WITHIN = 30;

  private static final Map<String, String> TEMPORARY = Map.of("/tmp", "rw,size=16m,mode=1777");

  private final List<String> java = new ArrayList<>(List.of("java"));

  private JdkContainer(String image) {
    super(DockerImageName.parse(image));
    // A missing image fails at once, with its name, instead of after minutes of asking registries.
    withImagePullPolicy(name -> false);
    withCreateContainerCmdModifier(
        create -> {
          create.withUser("1000:1000");
          create
              .getHostConfig()
              .withMemory((long) MEMORY_LIMIT)
              .withMemorySwap((long) MEMORY_LIMIT);
        });
  }

  /**
   * A container with a JDK of this major version. Where there is no engine or no image, the calling
   * test is aborted, so that it counts as skipped, and says which.
   */
  static JdkContainer of(int version) {
    if (Settings.containersOff()) {
      throw new TestAbortedException("container tests are left out (unjam.it.containers=off)");
    }
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new TestAbortedException(
          "no container engine: it-tests/containers/up says what is missing");
    }
    String image = "unjam-it/jdk:" + version;
    try {
      DockerClientFactory.instance().client().inspectImageCmd(image).exec();
    } catch (NotFoundException e) {
      throw new TestAbortedException("no image " + image + ": it-tests/containers/up says why", e);
    }
    return new JdkContainer(image);
  }

  /** Makes {@code /tmp} a few megabytes of memory that can be written. */
  JdkContainer temporaryFolder() {
    return withTmpFs(TEMPORARY);
  }

  /** Besides {@link #temporaryFolder}, a disk of its own that holds no more than so much. */
  JdkContainer temporaryFolderAnd(String path, String size) {
    Map<String, String> all = new HashMap<>(TEMPORARY);
    all.put(path, "rw,size=" + size + ",mode=1777");
    return withTmpFs(all);
  }

  /** Makes the root file system read-only. */
  JdkContainer readOnlyRoot() {
    return withCreateContainerCmdModifier(
        create -> create.getHostConfig().withReadonlyRootfs(true));
  }

  /** Mounts a file or folder of this machine, read-only. */
  JdkContainer mount(Path from, String to) {
    return mount(from, to, AccessMode.ro);
  }

  /** Mounts a folder of this machine that the container's user is allowed to write to. */
  JdkContainer mountWritable(Path from, String to) {
    return mount(from, to, AccessMode.rw);
  }

  private JdkContainer mount(Path from, String to, AccessMode mode) {
    // Testcontainers' own method first tries out mounting with an image that would have to be
    // pulled.
    return withCreateContainerCmdModifier(
        create -> {
          List<Bind> binds = new ArrayList<>(List.of(create.getHostConfig().getBinds()));
          binds.add(new Bind(from.toString(), new Volume(to), mode));
          create.getHostConfig().withBinds(binds);
        });
  }

  /** Adds to the java command line: options, then what runs. */
  JdkContainer java(String... arguments) {
    java.addAll(List.of(arguments));
    return withCommand(java.toArray(String[]::new));
  }

  /**
   * Asks the running program to end as an engine does that stops a container, so that its shutdown
   * hooks run, and leaves the container for its logs to be read.
   *
   * @return the exit code; 143 where the signal ended the program, 137 where it had to be killed
   */
  long terminate() {
    getDockerClient().stopContainerCmd(getContainerId()).withTimeout(TERMINATES_WITHIN).exec();
    Long exit =
        getDockerClient().inspectContainerCmd(getContainerId()).exec().getState().getExitCodeLong();
    return exit == null ? -1 : exit;
  }

  /** The number of the program's process on the machine that runs the engine. */
  long pidOutside() {
    Long pid =
        getDockerClient().inspectContainerCmd(getContainerId()).exec().getState().getPidLong();
    if (pid == null) {
      throw new IllegalStateException("the engine knows no process of " + getContainerId());
    }
    return pid;
  }

  /** Runs the program to its end, whatever its exit code, and removes the container. */
  Ended runToEnd(Duration atMost) {
    withStartupCheckStrategy(new HasEnded().withTimeout(atMost));
    try {
      start();
      Long exit = getCurrentContainerInfo().getState().getExitCodeLong();
      return new Ended(
          exit == null ? -1 : exit, getLogs(OutputType.STDOUT), getLogs(OutputType.STDERR));
    } finally {
      stop();
    }
  }

  /**
   * How a program in a container ended.
   *
   * @param exit its exit code; 137 where the kernel ended it for its memory
   * @param stdout all standard output
   * @param stderr all standard error
   */
  record Ended(long exit, String stdout, String stderr) {
    String describe() {
      return "\nexit: %d\nstdout:\n%s\nstderr:\n%s\n".formatted(exit, stdout, stderr);
    }
  }

  /**
   * Like the one-shot strategy, but a program that fails has ended too: the test judges it by its
   * output.
   */
  private static final class HasEnded extends StartupCheckStrategy {
    @Override
    public StartupStatus checkStartupState(DockerClient client, String containerId) {
      ContainerState state = getCurrentState(client, containerId);
      return "exited".equals(state.getStatus())
          ? StartupStatus.SUCCESSFUL
          : StartupStatus.NOT_YET_KNOWN;
    }
  }
}
