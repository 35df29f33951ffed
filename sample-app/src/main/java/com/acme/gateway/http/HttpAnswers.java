package com.acme.gateway.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Makes and sends whole HTTP responses. */
public final class HttpAnswers {
  private HttpAnswers() {}

  /** A response with a body. */
  public static FullHttpResponse of(HttpResponseStatus status, String contentType, byte[] body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    return response;
  }

  /** A response with one line of text. */
  public static FullHttpResponse text(HttpResponseStatus status, String message) {
    return of(
        status, "text/plain; charset=utf-8", (message + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Sends, and then closes the connection where the client wishes it or the answer is lost. */
  public static void write(
      ChannelHandlerContext context, HttpMessage request, FullHttpResponse response) {
    write(context, HttpUtil.isKeepAlive(request), response);
  }

  /** The same, for a request that is no longer there. */
  public static void write(
      ChannelHandlerContext context, boolean keepAlive, FullHttpResponse response) {
    if (!HttpUtil.isContentLengthSet(response)) {
      HttpUtil.setContentLength(response, response.content().readableBytes());
    }
    HttpUtil.setKeepAlive(response, keepAlive);
    context
        .writeAndFlush(response)
        .addListener(
            (ChannelFuture done) -> {
              if (!done.isSuccess() || !keepAlive) {
                close(done.channel());
              }
            });
  }

  /** Closes a connection; whether that works is of no interest to anyone any more. */
  @SuppressWarnings("FutureReturnValueIgnored")
  public static void close(ChannelOutboundInvoker connection) {
    connection.close();
  }
}
