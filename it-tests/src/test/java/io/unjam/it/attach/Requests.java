package io.unjam.it.attach;

import com.sun.tools.attach.VirtualMachine;
import io.unjam.it.jvm.FinishedJar;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the command line sends, sent without starting it: for tests that send a great many. */
final class Requests {

  private final long pid;
  private final Path folder;

  /**
   * Requests to one JVM.
   *
   * @param folder takes requests and replies
   */
  Requests(long pid, Path folder) {
    this.pid = pid;
    this.folder = folder;
  }

  /** Sends a request; its reply begins with {@code ok} or {@code error}. */
  String send(String request) throws Exception {
    Files.writeString(folder.resolve("request"), request);
    Path reply = folder.resolve("reply");
    Files.deleteIfExists(reply);
    VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
    try {
      machine.loadAgent(FinishedJar.UNJAM.path().toString(), "@" + folder);
    } finally {
      machine.detach();
    }
    return Files.readString(reply);
  }
}
