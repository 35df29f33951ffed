package com.acme.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.netty.handler.codec.http.cookie.ServerCookieEncoder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The cookie that carries a session's id. */
final class SessionCookie {
  private static final String NAME = "sid";

  private SessionCookie() {}

  /** The id that a request brings, or null. */
  static @Nullable String read(HttpHeaders headers) {
    String header = headers.get(HttpHeaderNames.COOKIE);
    if (header == null) {
      return null;
    }
    for (Cookie cookie : ServerCookieDecoder.STRICT.decode(header)) {
      if (cookie.name().equals(NAME) && !cookie.value().isEmpty()) {
        return cookie.value();
      }
    }
    return null;
  }

  /** An id that nobody has. */
  static String newId() {
    return UUID.randomUUID().toString();
  }

  /** Tells the client its id. */
  static void write(HttpHeaders headers, String id) {
    DefaultCookie cookie = new DefaultCookie(NAME, id);
    cookie.setHttpOnly(true);
    cookie.setPath("/");
    headers.add(HttpHeaderNames.SET_COOKIE, ServerCookieEncoder.STRICT.encode(cookie));
  }
}
