package com.acme.gateway.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A persistent HTTP/1.1 connection on a blocking socket: as little work per request as can be, so
 * that the driver leaves the processor to the gateway. Understands bodies with a Content-Length.
 * Not thread-safe; reconnects after an error.
 */
final class HttpConnection implements Closeable {
  private static final int TIMEOUT_MILLIS = 30_000;

  private final InetSocketAddress address;
  private @Nullable Socket socket;
  private @Nullable InputStream in;

  HttpConnection(InetSocketAddress address) {
    this.address = address;
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @param headers whole lines, each with its line break
   */
  Reply send(String method, String target, String headers, String body) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " "
            + target
            + " HTTP/1.1\r\n"
            + headers
            + "Content-Length: "
            + content.length
            + "\r\n\r\n";
    ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + content.length);
    request.write(head.getBytes(StandardCharsets.ISO_8859_1));
    request.write(content);
    boolean whole = false;
    try {
      InputStream answer = connect();
      Socket connected = socket;
      if (connected == null) {
        throw new IOException("not connected");
      }
      connected.getOutputStream().write(request.toByteArray());
      Reply reply = read(answer);
      whole = true;
      return reply;
    } finally {
      if (!whole) {
        close();
      }
    }
  }

  /** Sends JSON to the admin API, and insists on an answer below 400. */
  String json(String method, String target, String body) throws IOException {
    Reply reply = send(method, target, "Host: admin\r\n", body);
    if (reply.status() >= 400) {
      throw new IOException(method + " " + target + ": " + reply.status() + " " + reply.body());
    }
    return reply.body();
  }

  @Override
  public void close() throws IOException {
    Socket connected = socket;
    socket = null;
    in = null;
    if (connected != null) {
      connected.close();
    }
  }

  private InputStream connect() throws IOException {
    InputStream open = in;
    if (open != null) {
      return open;
    }
    Socket fresh = new Socket();
    fresh.setTcpNoDelay(true);
    fresh.setSoTimeout(TIMEOUT_MILLIS);
    fresh.connect(address, TIMEOUT_MILLIS);
    socket = fresh;
    InputStream opened = new BufferedInputStream(fresh.getInputStream());
    in = opened;
    return opened;
  }

  private static Reply read(InputStream in) throws IOException {
    String status = line(in);
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
      }
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length || status.length() < 12) {
      throw new EOFException("answer ended early");
    }
    return new Reply(
        Integer.parseInt(status.substring(9, 12)), new String(body, StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("connection closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /**
   * An answer.
   *
   * @param status its code
   * @param body as text
   */
  record Reply(int status, String body) {}
}
