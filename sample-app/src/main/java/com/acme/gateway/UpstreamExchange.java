package com.acme.gateway;

import com.acme.gateway.http.HttpAnswers;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The exchange that goes on over one pooled connection: at most one. Confined to the connection's
 * event loop.
 */
final class UpstreamExchange extends SimpleChannelInboundHandler<FullHttpResponse> {
  private @Nullable Promise<FullHttpResponse> waiting;

  /** Expects the next response to be {@code promise}'s. */
  void begin(Promise<FullHttpResponse> promise) {
    waiting = promise;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
    Promise<FullHttpResponse> promise = waiting;
    waiting = null;
    if (promise == null || !HttpUtil.isKeepAlive(response)) {
      HttpAnswers.close(context);
    }
    if (promise != null) {
      promise.setSuccess(response.retain());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(context, new IOException("upstream closed the connection"));
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(context, cause);
  }

  /** Ends the exchange, if one goes on, and the connection. */
  private void fail(ChannelHandlerContext context, Throwable cause) {
    Promise<FullHttpResponse> promise = waiting;
    waiting = null;
    HttpAnswers.close(context);
    if (promise != null) {
      promise.setFailure(cause);
    }
  }
}
