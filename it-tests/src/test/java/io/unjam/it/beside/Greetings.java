package io.unjam.it.beside;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server and its client in one program: something for an agent that traces, in between writes for
 * one that rewrites them.
 */
final class Greetings {

  /** What a run prints, to the letter. */
  static final String OUTPUT = "greeted 5 guests 20 times\n";

  /** How many sites the rules of the tests apply to: a yield and a write. */
  static final int SITES = 2;

  private static final int ROUNDS = 20;
  private static final int GUESTS = 5;

  private final ConcurrentHashMap<String, Integer> greeted = new ConcurrentHashMap<>();

  private Greetings() {}

  public static void main(String[] arguments) throws IOException {
    Greetings program = new Greetings();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          program.greet(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    for (int round = 0; round < ROUNDS; round++) {
      URL url =
          new URL(
              "http",
              InetAddress.getLoopbackAddress().getHostAddress(),
              server.getAddress().getPort(),
              "/guest" + round % GUESTS);
      HttpURLConnection connection = (HttpURLConnection) url.openConnection();
      if (connection.getResponseCode() != 204) {
        throw new IOException("the server answers " + connection.getResponseCode());
      }
    }
    server.stop(0);
    int total = program.greeted.values().stream().mapToInt(Integer::intValue).sum();
    System.out.println("greeted " + program.greeted.size() + " guests " + total + " times");
  }

  @SuppressWarnings("ThreadPriorityCheck") // the yield is what the program under test is about
  private void greet(String guest) {
    greeted.merge(guest, 1, Integer::sum);
    Thread.yield();
  }
}
