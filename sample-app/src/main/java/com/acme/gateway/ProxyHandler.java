package com.acme.gateway;

import com.acme.gateway.figures.WritePath;
import com.acme.gateway.http.HttpAnswers;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Passes a request on to the upstream of its route, and the response back. */
final class ProxyHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = Logger.getLogger(ProxyHandler.class.getName());

  private final Router router;
  private final SessionTable sessions;
  private final RouteMetrics metrics;
  private final WriteLatency latency;
  private final UpstreamClient upstreams;

  ProxyHandler(
      Router router,
      SessionTable sessions,
      RouteMetrics metrics,
      WriteLatency latency,
      UpstreamClient upstreams) {
    this.router = router;
    this.sessions = sessions;
    this.metrics = metrics;
    this.latency = latency;
    this.upstreams = upstreams;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    Route route = router.route(request.headers().get(HttpHeaderNames.HOST, ""), request.uri());
    if (route == null) {
      metrics.addUnrouted();
      HttpAnswers.write(
          context, request, HttpAnswers.text(HttpResponseStatus.NOT_FOUND, "no route"));
      return;
    }
    String known = SessionCookie.read(request.headers());
    String session = known == null ? SessionCookie.newId() : known;
    touch(session, route);

    boolean keepAlive = HttpUtil.isKeepAlive(request);
    upstreams
        .send(context.channel().eventLoop(), route.upstream(), forwarded(context, request))
        .addListener(
            (Future<FullHttpResponse> done) -> {
              FullHttpResponse response = done.isSuccess() ? done.getNow() : failed(route, done);
              HopByHop.remove(response.headers());
              if (known == null) {
                SessionCookie.write(response.headers(), session);
              }
              metrics.add(
                  route.key(), response.status().code(), response.content().readableBytes());
              HttpAnswers.write(context, keepAlive, response);
            });
  }

  private void touch(String session, Route route) {
    long start = System.nanoTime();
    sessions.touch(session, new Session(route.key(), System.currentTimeMillis()));
    latency.recordSince(WritePath.SESSION, start);
  }

  private static FullHttpRequest forwarded(ChannelHandlerContext context, FullHttpRequest request) {
    FullHttpRequest forwarded = request.retain();
    HopByHop.remove(forwarded.headers());
    InetSocketAddress client = (InetSocketAddress) context.channel().remoteAddress();
    forwarded.headers().add("x-forwarded-for", client.getAddress().getHostAddress());
    return forwarded;
  }

  private static FullHttpResponse failed(Route route, Future<?> done) {
    @Nullable Throwable cause = done.cause();
    LOG.log(Level.FINE, cause, () -> "no answer from " + route.upstream());
    boolean late =
        cause instanceof ReadTimeoutException || cause instanceof ConnectTimeoutException;
    return HttpAnswers.text(
        late ? HttpResponseStatus.GATEWAY_TIMEOUT : HttpResponseStatus.BAD_GATEWAY,
        "no answer from upstream");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.log(Level.FINE, "client connection failed", cause);
    HttpAnswers.close(context);
  }
}
