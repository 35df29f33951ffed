package com.acme.gateway;

import com.acme.gateway.http.HttpAnswers;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Carries the admin API over HTTP, on threads that may wait. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = Logger.getLogger(AdminHandler.class.getName());

  private final AdminApi api;

  AdminHandler(AdminApi api) {
    this.api = api;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    Answer answer = answer(request);
    HttpAnswers.write(
        context,
        request,
        HttpAnswers.of(
            HttpResponseStatus.valueOf(answer.status()),
            "application/json",
            api.json(answer).getBytes(StandardCharsets.UTF_8)));
  }

  private Answer answer(FullHttpRequest request) {
    try {
      return api.answer(
          request.method().name(),
          new QueryStringDecoder(request.uri()).path(),
          request.content().toString(StandardCharsets.UTF_8));
    } catch (UncheckedIOException | IllegalStateException e) {
      LOG.log(Level.SEVERE, "admin request failed", e);
      return AdminApi.error(500, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.log(Level.FINE, "admin connection failed", cause);
    HttpAnswers.close(context);
  }
}
