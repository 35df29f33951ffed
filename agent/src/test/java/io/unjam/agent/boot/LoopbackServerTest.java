package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unjam.agent.options.Options;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests, right and wrong, and who gets in. */
@Timeout(60)
class LoopbackServerTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final LoopbackServer server = open();

  private LoopbackServer open() {
    try {
      return LoopbackServer.open(
          0,
          (path, accept) -> {
            if (path.equals("/fails")) {
              throw new IllegalStateException("on purpose");
            }
            return LoopbackServer.Page.text("200 OK", path + " " + accept);
          },
          new Console(new PrintStream(said, true, StandardCharsets.UTF_8), Options.Log.INFO));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), server.port());
  }

  private String ask(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void answersARequestAndClosesTheConnection() throws IOException {
    String answer = ask("GET /a?b=c HTTP/1.1\r\nHost: x\r\nACCEPT: text/plain\r\n\r\n");
    assertThat(answer.replace("\r\n", "\n"))
        .isEqualTo(
            """
            HTTP/1.1 200 OK
            Content-Type: text/plain; charset=utf-8
            Content-Length: 14
            Cache-Control: no-store
            Connection: close

            /a text/plain
            """);
  }

  @Test
  void answersHeadWithoutABody() throws IOException {
    assertThat(ask("HEAD /a HTTP/1.0\n\n")).contains("Content-Length: 8\r\n").endsWith("\r\n\r\n");
  }

  @Test
  void refusesWhatItDoesNotKnow() throws IOException {
    assertThat(ask("POST /a HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 405 ").contains("Allow: GET");
    assertThat(ask("hello\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(ask("GET /a b HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void saysWhatFailedAndGoesOn() throws IOException {
    assertThat(ask("GET /fails HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 500 ")
        .contains("on purpose");
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("metrics failed: ", "on purpose");
    assertThat(ask("GET /a HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void isOnThisMachineAlone() throws IOException {
    List<InetAddress> outside = new ArrayList<>();
    for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(card.getInetAddresses())) {
        if (!address.isLoopbackAddress()) {
          outside.add(address);
        }
      }
    }
    for (InetAddress address : outside) {
      assertThatThrownBy(() -> new Socket(address, server.port()).close())
          .isInstanceOf(IOException.class);
    }
    assertThat(ask("GET /a HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void letsNobodyKeepOthersOut() throws IOException {
    List<Socket> idle = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      idle.add(connect());
    }
    assertThat(ask("GET /a HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    // The oldest had to go.
    assertThat(idle.get(0).getInputStream().read()).isEqualTo(-1);
    for (Socket socket : idle) {
      socket.close();
    }
  }

  @Test
  void leavesNeitherPortNorThread() throws IOException {
    int port = server.port();
    try (Socket idle = connect()) {
      assertThat(ask("GET /a HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200 ");
      server.close();
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("unjam-metrics"));
    new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})).close();
  }

  @Test
  void failsWhereThePortIsTaken() {
    assertThatThrownBy(() -> LoopbackServer.open(server.port(), null, null))
        .isInstanceOf(BindException.class);
  }
}
