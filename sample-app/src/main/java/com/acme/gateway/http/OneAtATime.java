package com.acme.gateway.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/**
 * Holds pipelined requests back until the one before them is answered, so that answers keep the
 * requests' order. Confined to the connection's event loop.
 */
final class OneAtATime extends ChannelDuplexHandler {
  private static final int MOST_HELD = 16;

  private final ArrayDeque<FullHttpRequest> held = new ArrayDeque<>();
  private boolean answering;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    held.add((FullHttpRequest) message);
    next(context);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // it is the promise, which the caller has
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    context.write(message, promise);
    if (message instanceof FullHttpResponse) {
      answering = false;
      next(context);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    held.forEach(ReferenceCountUtil::release);
    held.clear();
    context.fireChannelInactive();
  }

  private void next(ChannelHandlerContext context) {
    if (!answering && !held.isEmpty()) {
      answering = true;
      context.fireChannelRead(held.remove());
    }
    context.channel().config().setAutoRead(held.size() < MOST_HELD);
  }
}
