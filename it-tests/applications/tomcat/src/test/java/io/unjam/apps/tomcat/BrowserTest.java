package io.unjam.apps.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Against a server that answers some requests, takes one in and hangs up. */
class BrowserTest {

  private static final String ANSWER =
      String.join(
          "\r\n",
          "HTTP/1.1 200 ",
          "Set-Cookie: JSESSIONID=a1; Path=/; HttpOnly",
          "Content-Length: 1",
          "",
          "7");

  @Test
  void aPurchaseThatIsTakenInAndNotAnsweredIsAnErrorAndNotMadeAgain() throws Exception {
    try (ServerSocket server = server()) {
      CompletableFuture<List<List<String>>> taken = serve(server, 0);
      Browser browser = new Browser();

      assertThatThrownBy(() -> browser.post(page(server))).isInstanceOf(SocketException.class);

      server.close();
      assertThat(taken.join()).hasSize(1);
    }
  }

  @Test
  void norIsOneOnAConnectionThatWasKept() throws Exception {
    try (ServerSocket server = server()) {
      CompletableFuture<List<List<String>>> taken = serve(server, 2);
      Browser browser = new Browser();

      assertThat(browser.post(page(server))).isEqualTo(7);
      assertThat(browser.post(page(server))).isEqualTo(7);
      assertThatThrownBy(() -> browser.post(page(server))).isInstanceOf(SocketException.class);

      server.close();
      List<List<String>> requests = taken.join();
      assertThat(requests).hasSize(3);
      assertThat(requests.get(0)).noneMatch(line -> line.startsWith("Cookie:"));
      assertThat(requests.get(1)).contains("Cookie: JSESSIONID=a1");
      assertThat(requests.get(2)).contains("Cookie: JSESSIONID=a1");
    }
  }

  private static ServerSocket server() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static URI page(ServerSocket server) {
    return URI.create(
        "http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort() + "/");
  }

  /** The requests that were taken in until the server was closed, each by its lines. */
  private static CompletableFuture<List<List<String>>> serve(ServerSocket server, int answered) {
    return CompletableFuture.supplyAsync(
        () -> {
          List<List<String>> requests = new ArrayList<>();
          while (true) {
            try (Socket connection = server.accept()) {
              BufferedReader in =
                  new BufferedReader(
                      new InputStreamReader(
                          connection.getInputStream(), StandardCharsets.ISO_8859_1));
              boolean kept = true;
              while (kept) {
                List<String> head = head(in);
                if (head.isEmpty()) {
                  break;
                }
                requests.add(head);
                kept = requests.size() <= answered;
                if (kept) {
                  connection.getOutputStream().write(ANSWER.getBytes(StandardCharsets.ISO_8859_1));
                }
              }
            } catch (IOException closed) {
              return requests;
            }
          }
        });
  }

  private static List<String> head(BufferedReader in) throws IOException {
    List<String> lines = new ArrayList<>();
    String line = in.readLine();
    while (line != null && !line.isEmpty()) {
      lines.add(line);
      line = in.readLine();
    }
    return lines;
  }
}
