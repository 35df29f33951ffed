package com.acme.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.pool.AbstractChannelPoolHandler;
import io.netty.channel.pool.ChannelPool;
import io.netty.channel.pool.SimpleChannelPool;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends requests to upstreams over pooled connections. Thread-safe; an exchange stays on the event
 * loop of the connection it serves, so no response ever changes threads.
 */
final class UpstreamClient {
  private static final int LARGEST_BODY = 16 * 1024 * 1024;
  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_SECONDS = 30;

  private final Map<PoolKey, ChannelPool> pools = new ConcurrentHashMap<>();

  /**
   * Sends {@code request}, which it releases. The response is the caller's to release.
   *
   * @param upstream {@code host:port}
   */
  Future<FullHttpResponse> send(EventLoop loop, String upstream, FullHttpRequest request) {
    Promise<FullHttpResponse> response = loop.newPromise();
    ChannelPool pool = pools.computeIfAbsent(new PoolKey(loop, upstream), UpstreamClient::open);
    pool.acquire()
        .addListener(
            (Future<Channel> acquired) -> {
              if (acquired.isSuccess()) {
                exchange(pool, acquired.getNow(), request, response);
              } else {
                request.release();
                response.setFailure(acquired.cause());
              }
            });
    return response;
  }

  private static void exchange(
      ChannelPool pool,
      Channel channel,
      FullHttpRequest request,
      Promise<FullHttpResponse> response) {
    response.addListener(done -> release(pool, channel));
    channel.pipeline().get(UpstreamExchange.class).begin(response);
    channel
        .writeAndFlush(request)
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                channel.pipeline().fireExceptionCaught(written.cause());
              }
            });
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the pool closes what it can't take back
  private static void release(ChannelPool pool, Channel channel) {
    pool.release(channel);
  }

  private static ChannelPool open(PoolKey key) {
    int colon = key.upstream.lastIndexOf(':');
    Bootstrap bootstrap =
        new Bootstrap()
            .group(key.loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .remoteAddress(
                InetSocketAddress.createUnresolved(
                    key.upstream.substring(0, colon),
                    Integer.parseInt(key.upstream.substring(colon + 1))));
    return new SimpleChannelPool(bootstrap, new Setup());
  }

  private record PoolKey(EventLoop loop, String upstream) {}

  private static final class Setup extends AbstractChannelPoolHandler {
    @Override
    public void channelCreated(Channel channel) {
      channel
          .pipeline()
          .addLast(
              new HttpClientCodec(),
              new HttpObjectAggregator(LARGEST_BODY),
              new ReadTimeoutHandler(READ_SECONDS),
              new UpstreamExchange());
    }
  }
}
