package io.unjam.apps.zookeeper;

import io.unjam.apps.Application;
import io.unjam.apps.Checks;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.jspecify.annotations.Nullable;

/**
 * A ZooKeeper server and its clients over the loopback interface. Amounts move between nodes by
 * {@code multi} under version checks, each client creates nodes of its own, a counter is raised by
 * compare-and-set, and a persistent watch has to see every change of it.
 */
public final class ZooKeeper implements Application {
  private static final int SESSION_MILLIS = 30_000;
  private static final int CELLS = 16;
  private static final long OPENING = 1_000;

  /** An operation loses against others this often before it is a failure. */
  private static final int ATTEMPTS = 10_000;

  private static final List<org.apache.zookeeper.data.ACL> OPEN = ZooDefs.Ids.OPEN_ACL_UNSAFE;

  private @Nullable ZooKeeperServer server;
  private @Nullable NIOServerCnxnFactory connections;
  private org.apache.zookeeper.ZooKeeper[] clients = {};
  private SplittableRandom[] randoms = {};
  private long[] created = {};
  private final AtomicLong raised = new AtomicLong();
  private final AtomicLong seen = new AtomicLong();

  @Override
  public void start(Path scratch, int threads) throws Exception {
    System.setProperty("zookeeper.admin.enableServer", "false");
    ZooKeeperServer started =
        new ZooKeeperServer(
            scratch.resolve("snapshots").toFile(), scratch.resolve("log").toFile(), 2_000);
    server = started;
    NIOServerCnxnFactory factory = new NIOServerCnxnFactory();
    connections = factory;
    factory.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    factory.startup(started);

    clients = new org.apache.zookeeper.ZooKeeper[threads + 1];
    randoms = new SplittableRandom[threads];
    created = new long[threads];
    for (int i = 0; i <= threads; i++) {
      clients[i] = connect(factory.getLocalPort());
    }
    org.apache.zookeeper.ZooKeeper watching = clients[threads];
    watching.create("/cells", new byte[0], OPEN, CreateMode.PERSISTENT);
    watching.create("/counter", bytes(0), OPEN, CreateMode.PERSISTENT);
    for (int i = 0; i < CELLS; i++) {
      watching.create(cell(i), bytes(OPENING), OPEN, CreateMode.PERSISTENT);
    }
    for (int i = 0; i < threads; i++) {
      randoms[i] = new SplittableRandom(i);
      watching.create("/worker-" + i, new byte[0], OPEN, CreateMode.PERSISTENT);
    }
    watching.addWatch(
        "/counter",
        event -> {
          if (event.getType() == EventType.NodeDataChanged) {
            seen.incrementAndGet();
          }
        },
        AddWatchMode.PERSISTENT);
  }

  private static org.apache.zookeeper.ZooKeeper connect(int port) throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    org.apache.zookeeper.ZooKeeper client =
        new org.apache.zookeeper.ZooKeeper(
            "127.0.0.1:" + port,
            SESSION_MILLIS,
            event -> {
              if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
              }
            });
    if (!connected.await(SESSION_MILLIS, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("no connection to port " + port);
    }
    return client;
  }

  @Override
  public void operation(int thread) throws Exception {
    switch (randoms[thread].nextInt(4)) {
      case 0 -> create(thread);
      case 1 -> raise(thread);
      default -> move(thread);
    }
  }

  private void create(int thread) throws Exception {
    String path = "/worker-" + thread + "/" + created[thread];
    byte[] data = bytes(created[thread] * 31 + thread);
    clients[thread].create(path, data, OPEN, CreateMode.PERSISTENT);
    created[thread]++;
    long back = number(clients[thread].getData(path, false, null));
    if (back != number(data)) {
      throw new IllegalStateException(path + ": wrote " + number(data) + ", read " + back);
    }
  }

  private void raise(int thread) throws Exception {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Stat stat = new Stat();
      long value = number(clients[thread].getData("/counter", false, stat));
      try {
        clients[thread].setData("/counter", bytes(value + 1), stat.getVersion());
        raised.incrementAndGet();
        return;
      } catch (KeeperException.BadVersionException e) {
        // Another client was faster: again with what it wrote.
      }
    }
    throw new IllegalStateException("the counter could not be raised");
  }

  private void move(int thread) throws Exception {
    SplittableRandom random = randoms[thread];
    int source = random.nextInt(CELLS);
    int target = (source + 1 + random.nextInt(CELLS - 1)) % CELLS;
    long amount = random.nextInt(10);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Stat from = new Stat();
      Stat to = new Stat();
      long left = number(clients[thread].getData(cell(source), false, from));
      long right = number(clients[thread].getData(cell(target), false, to));
      try {
        clients[thread].multi(
            List.of(
                Op.setData(cell(source), bytes(left - amount), from.getVersion()),
                Op.setData(cell(target), bytes(right + amount), to.getVersion())));
        return;
      } catch (KeeperException.BadVersionException e) {
        // Another client was faster: again with what it wrote.
      }
    }
    throw new IllegalStateException("an amount could not be moved");
  }

  @Override
  public void check(Checks checks) throws Exception {
    org.apache.zookeeper.ZooKeeper client = clients[clients.length - 1];
    // An answer by callback stands in one queue with the events that came before it; one that is
    // waited for may overtake them.
    CompletableFuture<byte[]> counter = new CompletableFuture<>();
    client.getData(
        "/counter",
        false,
        (code, path, context, data, stat) -> {
          if (code == KeeperException.Code.OK.intValue()) {
            counter.complete(data);
          } else {
            counter.completeExceptionally(
                KeeperException.create(KeeperException.Code.get(code), path));
          }
        },
        null);
    checks.equal("counter", raised.get(), number(counter.get()));
    checks.equal("changes that the watch saw", raised.get(), seen.get());
    long sum = 0;
    for (int i = 0; i < CELLS; i++) {
      sum += number(client.getData(cell(i), false, null));
    }
    checks.equal("sum of the cells", CELLS * OPENING, sum);
    for (int i = 0; i < created.length; i++) {
      checks.equal(
          "nodes of worker " + i,
          created[i],
          client.exists("/worker-" + i, false).getNumChildren());
    }
  }

  @Override
  public void close() throws Exception {
    for (org.apache.zookeeper.ZooKeeper client : clients) {
      client.close();
    }
    if (connections != null) {
      connections.shutdown();
    }
    if (server != null) {
      server.shutdown();
    }
  }

  private static String cell(int number) {
    return "/cells/" + number;
  }

  private static byte[] bytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static long number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }
}
