package com.acme.gateway.load;

import com.acme.gateway.figures.WritePath;
import com.google.gson.Gson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What the operations of each write path are. Names carry the run's id, so that several runs can
 * follow each other on one gateway and the counts of each stay exact. Thread-safe.
 *
 * <p>{@link #BASE} routes are there before the load; traffic goes to them, bulk pushes replace them
 * in windows, and single pushes add to the {@link #EXTRA} routes beyond.
 */
final class Workload {
  static final int BASE = 10_000;
  static final int EXTRA = 40_000;
  static final int BULK = 2_000;
  private static final int HOSTS = 500;
  private static final int SESSIONS = 500_000;
  private static final int ARTICLES = 100;

  private final InetSocketAddress proxy;
  private final InetSocketAddress admin;
  private final List<String> upstreams;
  private final String run;
  private final long seed;
  private final Ledger ledger;
  private final Gson gson = new Gson();

  Workload(
      InetSocketAddress proxy,
      InetSocketAddress admin,
      List<String> upstreams,
      String run,
      long seed,
      Ledger ledger) {
    this.proxy = proxy;
    this.admin = admin;
    this.upstreams = List.copyOf(upstreams);
    this.run = run;
    this.seed = seed;
    this.ledger = ledger;
  }

  /** Pushes the routes that traffic goes to. */
  void prepare() throws IOException {
    try (HttpConnection connection = new HttpConnection(admin)) {
      for (int from = 0; from < BASE; from += BULK) {
        bulk(connection, from, upstreams.get(0));
      }
    }
  }

  /** A worker's operation, with a connection of its own. */
  Operation operation(WritePath path) {
    return switch (path) {
      case SESSION -> proxied(new HttpConnection(proxy));
      case ROUTE -> push(new HttpConnection(admin));
      case BULK -> reload(new HttpConnection(admin));
      case ORDER -> order(new HttpConnection(admin));
    };
  }

  private Operation proxied(HttpConnection connection) {
    return index -> {
      SplittableRandom random = random(WritePath.SESSION, index);
      int session = random.nextInt(SESSIONS);
      int route = random.nextInt(BASE);
      HttpConnection.Reply reply =
          connection.send(
              "GET",
              prefix(route) + "/item",
              "Host: " + host(route) + "\r\nCookie: sid=" + run + "-" + session + "\r\n",
              "");
      if (reply.status() != 200) {
        throw new IOException("proxied request: " + reply.status() + " " + reply.body());
      }
      ledger.proxied(session);
    };
  }

  private Operation push(HttpConnection connection) {
    return index -> {
      SplittableRandom random = random(WritePath.ROUTE, index);
      int route = BASE + random.nextInt(EXTRA);
      connection.json("PUT", "/admin/routes", gson.toJson(route(route, upstream(random))));
      ledger.pushed(route, 1);
    };
  }

  private Operation reload(HttpConnection connection) {
    return index -> {
      SplittableRandom random = random(WritePath.BULK, index);
      bulk(connection, random.nextInt(BASE / BULK) * BULK, upstream(random));
    };
  }

  private Operation order(HttpConnection connection) {
    ArrayDeque<Held> open = new ArrayDeque<>();
    return index -> {
      SplittableRandom random = random(WritePath.ORDER, index);
      int choice = random.nextInt(4);
      Held held = choice < 2 ? null : open.poll();
      if (held == null) {
        Held fresh = new Held(0, 1 + random.nextInt(5));
        String answer =
            connection.json(
                "POST",
                "/admin/reservations",
                gson.toJson(
                    Map.of(
                        "article", "article-" + random.nextInt(ARTICLES), "units", fresh.units)));
        open.add(gson.fromJson(answer, Held.class));
        ledger.reserved(fresh.units);
      } else if (choice == 2) {
        connection.json("DELETE", "/admin/reservations", reference(held));
        ledger.cancelled(held.units);
      } else {
        connection.json("POST", "/admin/orders", reference(held));
        ledger.ordered(held.units);
      }
    };
  }

  private void bulk(HttpConnection connection, int from, String upstream) throws IOException {
    List<Map<String, String>> batch =
        IntStream.range(from, from + BULK).mapToObj(i -> route(i, upstream)).toList();
    connection.json("POST", "/admin/routes/bulk", gson.toJson(batch));
    ledger.pushed(from, BULK);
  }

  private Map<String, String> route(int number, String upstream) {
    return Map.of("host", host(number), "prefix", prefix(number), "upstream", upstream);
  }

  private String host(int route) {
    return "h" + route % HOSTS + "." + run + ".example";
  }

  private static String prefix(int route) {
    return "/service-" + route / HOSTS + "/v1";
  }

  private String upstream(SplittableRandom random) {
    return upstreams.get(random.nextInt(upstreams.size()));
  }

  private String reference(Held held) {
    return gson.toJson(Map.of("reservation", held.id));
  }

  private SplittableRandom random(WritePath path, long index) {
    return new SplittableRandom(Arrays.hashCode(new long[] {seed, path.label().hashCode(), index}));
  }

  /** The part of a reservation that is needed to end it. */
  private record Held(long id, long units) {}
}
