package com.acme.gateway.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;

/** A service to proxy to: it answers with its name, the request's method and its target. */
public final class EchoUpstream implements AutoCloseable {
  private final EventLoopGroup loops;
  private final Channel server;

  private EchoUpstream(EventLoopGroup loops, Channel server) {
    this.loops = loops;
    this.server = server;
  }

  /**
   * Starts it.
   *
   * @param port 0 for any
   */
  public static EchoUpstream start(String name, String host, int port) {
    EventLoopGroup loops = new NioEventLoopGroup(1);
    return new EchoUpstream(
        loops,
        HttpServer.bind(loops, new InetSocketAddress(host, port), null, () -> new Echo(name)));
  }

  /** Where it listens. */
  public int port() {
    return HttpServer.port(server);
  }

  /** Stops it; once is enough, and twice does no harm. */
  @Override
  public void close() {
    if (server.isOpen()) {
      server.close().syncUninterruptibly();
      EventLoops.stop(loops);
    }
  }

  private static final class Echo extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final String name;

    Echo(String name) {
      this.name = name;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      HttpAnswers.write(
          context,
          request,
          HttpAnswers.text(
              HttpResponseStatus.OK, name + " " + request.method() + " " + request.uri()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      HttpAnswers.close(context);
    }
  }
}
