package com.acme.gateway;

import com.acme.Orders;
import com.acme.Reservation;
import com.acme.gateway.figures.WritePath;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The admin API, without HTTP. Thread-safe. */
final class AdminApi {
  private final Gson gson = new Gson();
  private final RouteTable table;
  private final RoutePublisher publisher;
  private final Orders orders;
  private final RouteMetrics metrics;
  private final WriteLatency latency;
  private final Invariants invariants;

  AdminApi(
      RouteTable table,
      RoutePublisher publisher,
      Orders orders,
      RouteMetrics metrics,
      WriteLatency latency,
      Invariants invariants) {
    this.table = table;
    this.publisher = publisher;
    this.orders = orders;
    this.metrics = metrics;
    this.latency = latency;
    this.invariants = invariants;
  }

  /** Answers one request; {@code path} is without a query. */
  Answer answer(String method, String path, String body) {
    try {
      return switch (method + " " + path) {
        case "GET /admin/health" -> new Answer(200, Map.of("status", "up"));
        case "GET /admin/routes" -> new Answer(200, new TreeMap<>(table.checkpoint().routes()));
        case "PUT /admin/routes" -> push(body);
        case "DELETE /admin/routes" -> remove(body);
        case "POST /admin/routes/bulk" -> pushAll(body);
        case "POST /admin/reservations" -> reserve(body);
        case "DELETE /admin/reservations" -> end(body, orders::cancel);
        case "POST /admin/orders" -> end(body, orders::order);
        case "GET /admin/invariants" -> new Answer(200, invariants.check());
        case "GET /admin/metrics" ->
            new Answer(
                200, Map.of("requestsServed", metrics.served(), "writes", latency.figures()));
        case "GET /admin/metrics/routes" -> new Answer(200, metrics.figures());
        case "POST /admin/metrics/reset" -> reset();
        default -> error(404, "no such resource: " + method + " " + path);
      };
    } catch (IllegalArgumentException | JsonParseException e) {
      return error(400, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return error(500, String.valueOf(e.getMessage()));
    }
  }

  String json(Answer answer) {
    return gson.toJson(answer.body());
  }

  static Answer error(int status, String message) {
    return new Answer(status, Map.of("error", message));
  }

  private Answer push(String body) {
    boolean added = publisher.push(parse(body, RouteRequest.class).toRoute());
    return new Answer(added ? 201 : 200, Map.of("added", added));
  }

  private Answer pushAll(String body) {
    List<Route> batch =
        Arrays.stream(parse(body, RouteRequest[].class)).map(RouteRequest::toRoute).toList();
    return new Answer(200, Map.of("pushed", batch.size(), "added", publisher.pushAll(batch)));
  }

  private Answer remove(String body) {
    String key = parse(body, RouteRequest.class).toKey();
    return publisher.remove(key)
        ? new Answer(200, Map.of("removed", true))
        : error(404, "no route " + key);
  }

  private Answer reserve(String body) {
    ReservationRequest request = parse(body, ReservationRequest.class);
    long start = System.nanoTime();
    Reservation reservation =
        orders.reserve(required("article", request.article()), request.units());
    latency.recordSince(WritePath.ORDER, start);
    return reservation == null
        ? error(409, "not enough of " + request.article())
        : new Answer(201, reservation);
  }

  private Answer end(String body, LongFunction<@Nullable Reservation> step) {
    long id = parse(body, IdRequest.class).reservation();
    long start = System.nanoTime();
    Reservation reservation = step.apply(id);
    latency.recordSince(WritePath.ORDER, start);
    return reservation == null
        ? error(404, "no open reservation " + id)
        : new Answer(200, reservation);
  }

  private Answer reset() {
    latency.reset();
    return new Answer(200, Map.of("reset", true));
  }

  private <T> T parse(String body, Class<T> type) {
    T parsed = gson.fromJson(body, type);
    if (parsed == null) {
      throw new IllegalArgumentException("a JSON body is required");
    }
    return parsed;
  }

  private static String required(String name, @Nullable String value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  private record RouteRequest(
      @Nullable String host, @Nullable String prefix, @Nullable String upstream) {

    Route toRoute() {
      return new Route(
          required("host", host), required("prefix", prefix), required("upstream", upstream));
    }

    /** Normalised as a route's key is, whatever its upstream. */
    String toKey() {
      return new Route(required("host", host), required("prefix", prefix), "any:0").key();
    }
  }

  private record ReservationRequest(@Nullable String article, long units) {}

  private record IdRequest(long reservation) {}
}
