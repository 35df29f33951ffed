package com.acme.gateway.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.EventExecutorGroup;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket whose connections hand whole requests to a handler, one at a time: the next
 * one is read when the last is answered, so that answers to pipelined requests keep their order.
 */
public final class HttpServer {
  private static final int LARGEST_BODY = 16 * 1024 * 1024;
  private static final int BACKLOG = 1_024;

  private HttpServer() {}

  /**
   * Binds.
   *
   * @param workers runs the handler, or null where the connection's event loop does
   * @param handler called once per connection
   */
  public static Channel bind(
      EventLoopGroup loops,
      InetSocketAddress address,
      @Nullable EventExecutorGroup workers,
      Supplier<ChannelHandler> handler) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    ChannelPipeline pipeline = channel.pipeline();
                    pipeline.addLast(
                        new HttpServerCodec(),
                        new HttpObjectAggregator(LARGEST_BODY),
                        new OneAtATime());
                    pipeline.addLast(workers, "handler", handler.get());
                  }
                });
    return bootstrap.bind(address).syncUninterruptibly().channel();
  }

  /** The port that {@code server} is bound to. */
  public static int port(Channel server) {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }
}
