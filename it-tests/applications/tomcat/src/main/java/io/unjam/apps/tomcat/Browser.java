package io.unjam.apps.tomcat;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A visitor of the shop with one session, which puts each question to the server once. One that
 * breaks is an error and not put again, so what the server counts can be compared with what was
 * asked. {@code java.net.http.HttpClient} can't promise this: it may read an answer as what came
 * after the end of the one before, drop it with the connection, and send a GET again (record 65).
 *
 * <p>Not thread-safe.
 */
final class Browser {
  private static final int TIMEOUT_MILLIS = 60_000;

  private @Nullable String session;

  /** The number that the server answers with. */
  long get(URI page) throws IOException {
    return answer(open(page));
  }

  /** As {@link #get}, by a POST without a body. */
  long post(URI page) throws IOException {
    HttpURLConnection connection = open(page);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    // One that streams is never sent again, even if its connection was kept from the last one.
    connection.setFixedLengthStreamingMode(0);
    connection.getOutputStream().close();
    return answer(connection);
  }

  private HttpURLConnection open(URI page) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    if (session != null) {
      connection.setRequestProperty("Cookie", session);
    }
    return connection;
  }

  private long answer(HttpURLConnection connection) throws IOException {
    if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException(
          connection.getURL()
              + ": "
              + connection.getResponseCode()
              + " "
              + connection.getResponseMessage());
    }
    String cookie = connection.getHeaderField("Set-Cookie");
    if (cookie != null) {
      session = cookie.replaceFirst(";.*", "");
    }
    try (InputStream body = connection.getInputStream()) {
      return Long.parseLong(new String(body.readAllBytes(), StandardCharsets.UTF_8).strip());
    }
  }
}
