package com.acme.gateway;

import com.acme.Inventory;
import com.acme.Orders;
import com.acme.gateway.http.EventLoops;
import com.acme.gateway.http.HttpServer;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A running gateway: everything put together, from its start to its {@link #close}. */
public final class Gateway implements AutoCloseable {
  private static final long SESSION_MILLIS = TimeUnit.MINUTES.toMillis(30);

  private final EventLoopGroup loops = new NioEventLoopGroup(new DefaultThreadFactory("gateway"));
  private final EventExecutorGroup adminThreads;
  private final ChangeJournal journal;
  private final Channel proxy;
  private final Channel admin;
  private final ScheduledFuture<?> sessionSweep;

  private Gateway(GatewayConfig config) throws IOException {
    JournalReplay replay = JournalReplay.read(config.journal(), Long.MAX_VALUE);
    journal = ChangeJournal.open(config.journal(), config.forceJournal(), replay);
    RouteTable table = new RouteTable(journal);
    table.restore(replay.routes().values());

    Inventory inventory = new Inventory(config.stock());
    Orders orders = new Orders(inventory);
    SessionTable sessions = new SessionTable();
    RouteMetrics metrics = new RouteMetrics();
    WriteLatency latency = new WriteLatency();
    RoutePublisher publisher = new RoutePublisher(table, latency);
    Invariants invariants =
        new Invariants(inventory, orders, table, publisher, journal, sessions, metrics);
    AdminApi api = new AdminApi(table, publisher, orders, metrics, latency, invariants);
    Router router = new Router(table);
    UpstreamClient upstreams = new UpstreamClient();

    adminThreads =
        new DefaultEventExecutorGroup(config.adminThreads(), new DefaultThreadFactory("admin"));
    proxy =
        HttpServer.bind(
            loops,
            new InetSocketAddress(config.host(), config.port()),
            null,
            () -> new ProxyHandler(router, sessions, metrics, latency, upstreams));
    admin =
        HttpServer.bind(
            loops,
            new InetSocketAddress(config.host(), config.adminPort()),
            adminThreads,
            () -> new AdminHandler(api));
    sessionSweep =
        loops
            .next()
            .scheduleWithFixedDelay(
                () -> sessions.expireBefore(System.currentTimeMillis() - SESSION_MILLIS),
                1,
                1,
                TimeUnit.MINUTES);
  }

  /**
   * Starts a gateway; it serves when this returns.
   *
   * @throws IOException where the journal can't be used
   */
  public static Gateway start(GatewayConfig config) throws IOException {
    return new Gateway(config);
  }

  /** Where traffic goes. */
  public int port() {
    return HttpServer.port(proxy);
  }

  /** Where the admin API is. */
  public int adminPort() {
    return HttpServer.port(admin);
  }

  /** Stops serving and closes the journal. */
  @Override
  public void close() throws IOException {
    sessionSweep.cancel(false);
    proxy.close().syncUninterruptibly();
    admin.close().syncUninterruptibly();
    EventLoops.stop(adminThreads);
    EventLoops.stop(loops);
    journal.close();
  }
}
