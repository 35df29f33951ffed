package io.unjam.benchmarks.workload;

import com.acme.gateway.Gateway;
import com.acme.gateway.GatewayConfig;
import com.acme.gateway.http.EchoUpstream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gateway of {@code sample-app} with clients on connections that stay open: of eight requests
 * seven are proxied, each of which writes a session, and one pushes a route. The gateway's own
 * invariants are checked after every round.
 */
public final class GatewayRequests implements Workload {
  private static final String HOST = "127.0.0.1";
  private static final int ROUTES = 1_000;

  private @Nullable Gateway gateway;
  private @Nullable EchoUpstream upstream;
  private @Nullable Path journal;
  private String target = "";
  private Connection[] traffic = {};
  private Connection[] admin = {};

  @Override
  public void setUp(Map<String, String> parameters, int threads) throws IOException {
    EchoUpstream echo = EchoUpstream.start("echo", HOST, 0);
    upstream = echo;
    target = HOST + ":" + echo.port();
    Path file = Files.createTempFile("bench", ".journal");
    journal = file;
    Gateway started =
        Gateway.start(
            new GatewayConfig(HOST, 0, 0, 2, file, false, GatewayConfig.stock(10, 1_000_000)));
    gateway = started;
    traffic = new Connection[threads];
    admin = new Connection[threads];
    for (int i = 0; i < threads; i++) {
      traffic[i] = new Connection(started.port());
      admin[i] = new Connection(started.adminPort());
    }
    for (int route = 0; route < ROUTES; route++) {
      push(admin[0], route);
    }
  }

  @Override
  public void call(int thread, long iteration) throws IOException {
    int route = (int) ((iteration * 31 + thread) % ROUTES);
    if (iteration % 8 == 0) {
      push(admin[thread], route);
    } else {
      traffic[thread].exchange(
          "GET /route-" + route + "/item HTTP/1.1\r\nHost: shop.example\r\n\r\n", "200");
    }
  }

  private void push(Connection connection, int route) throws IOException {
    String body =
        "{\"host\":\"shop.example\",\"prefix\":\"/route-"
            + route
            + "\",\"upstream\":\""
            + target
            + "\"}";
    connection.exchange(
        "PUT /admin/routes HTTP/1.1\r\nHost: admin\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body,
        "20");
  }

  @Override
  public void afterRound(long calls) throws IOException {
    String invariants =
        admin[0].exchange("GET /admin/invariants HTTP/1.1\r\nHost: admin\r\n\r\n", "200");
    if (!invariants.contains("\"ok\":true")) {
      throw new IllegalStateException("the gateway's invariants do not hold: " + invariants);
    }
  }

  @Override
  public void tearDown() throws IOException {
    if (gateway != null) {
      gateway.close();
    }
    if (upstream != null) {
      upstream.close();
    }
    if (journal != null) {
      Files.delete(journal);
    }
  }

  /** A connection that stays open. Belongs to one thread. */
  private static final class Connection {
    private final InputStream in;
    private final OutputStream out;

    Connection(int port) throws IOException {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    /**
     * Sends a request and returns the answer's body; the status has to start with {@code status}.
     */
    String exchange(String request, String status) throws IOException {
      out.write(request.getBytes(StandardCharsets.UTF_8));
      String first = line();
      if (!first.startsWith("HTTP/1.1 " + status)) {
        throw new IOException("expected " + status + ", got " + first);
      }
      int length = 0;
      for (String header = line(); !header.isEmpty(); header = line()) {
        if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
          length = Integer.parseInt(header.substring(15).strip());
        }
      }
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("the connection ended");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }
}
