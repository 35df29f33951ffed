package io.unjam.it.apps;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Drives a database by JDBC: several threads move money between accounts, each move with its line
 * in a journal, while the sum of all accounts is read again and again. Money neither appears nor
 * vanishes, and the journal explains every balance.
 *
 * <p>Runs in the database's own JVM: the JDK alone is used here. Arguments: JDBC URL, threads,
 * transfers of each thread.
 */
public final class TransferDriver {

  private static final int ACCOUNTS = 48;
  private static final int OPENING_BALANCE = 1_000;
  private static final long TOTAL = (long) ACCOUNTS * OPENING_BALANCE;

  /** Transfers of one thread between two audits by the same thread. */
  private static final int AUDIT_EVERY = 50;

  /**
   * An attempt that meets a deadlock or a lock time-out is made again this often before it is a
   * failure.
   */
  private static final int ATTEMPTS = 1_000;

  /**
   * The longest pause before another attempt, so that several threads don't go on refusing each
   * other.
   */
  private static final long LONGEST_BACK_OFF_NANOS = 2_000_000;

  private final String url;
  private final int threads;
  private final int transfers;
  private final AtomicLong committed = new AtomicLong();
  private final AtomicLong retries = new AtomicLong();
  private final AtomicLong checks = new AtomicLong();
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

  private TransferDriver(String url, int threads, int transfers) {
    this.url = url;
    this.threads = threads;
    this.transfers = transfers;
  }

  public static void main(String[] arguments) throws Exception {
    TransferDriver driver =
        new TransferDriver(
            arguments[0], Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    driver.run();
    System.out.println("RESULT " + driver.result());
    System.exit(driver.failures.isEmpty() ? 0 : 1);
  }

  private void run() throws SQLException, InterruptedException {
    // Held open throughout: an in-memory database may end with its last connection.
    try (Connection keeper = DriverManager.getConnection(url)) {
      create(keeper);
      ExecutorService workers = Executors.newFixedThreadPool(threads);
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int worker = i;
        runs.add(
            workers.submit(
                () -> {
                  work(worker);
                  return null;
                }));
      }
      workers.shutdown();
      for (Future<?> run : runs) {
        try {
          run.get();
        } catch (ExecutionException e) {
          e.getCause().printStackTrace();
          failures.add("a worker ended by " + e.getCause());
        }
      }
      checkEnd(keeper);
    }
  }

  private static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE account (id INT PRIMARY KEY, balance BIGINT NOT NULL)");
      statement.execute(
          "CREATE TABLE journal (worker INT NOT NULL, number INT NOT NULL, source INT NOT NULL,"
              + " target INT NOT NULL, amount BIGINT NOT NULL, PRIMARY KEY (worker, number))");
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO account VALUES (?, ?)")) {
      for (int id = 0; id < ACCOUNTS; id++) {
        insert.setInt(1, id);
        insert.setLong(2, OPENING_BALANCE);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private void work(int worker) throws SQLException {
    SplittableRandom random = new SplittableRandom(worker);
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      for (int number = 0; number < transfers; number++) {
        int source = random.nextInt(ACCOUNTS);
        int target = (source + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        Move move = new Move(worker, number, source, target, 1 + random.nextInt(20));
        retried(connection, move::make);
        committed.incrementAndGet();
        if (number % AUDIT_EVERY == 0) {
          retried(connection, this::audit);
        }
      }
    }
  }

  private interface Transaction {
    void run(Connection connection) throws SQLException;
  }

  // The databases refuse a transaction that met another one (class 40 of SQLSTATE; some by an own
  // code, as a subclass says).
  private void retried(Connection connection, Transaction transaction) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        transaction.run(connection);
        connection.commit();
        return;
      } catch (SQLException e) {
        connection.rollback();
        if (attempt == ATTEMPTS || !isConflict(e)) {
          throw e;
        }
        retries.incrementAndGet();
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_BACK_OFF_NANOS));
      }
    }
  }

  private static boolean isConflict(SQLException e) {
    return e instanceof SQLTransientException
        || (e.getSQLState() != null && e.getSQLState().startsWith("40"));
  }

  private record Move(int worker, int number, int source, int target, long amount) {
    void make(Connection connection) throws SQLException {
      // The lower id first: two moves between the same accounts then queue instead of blocking each
      // other.
      if (source < target) {
        add(connection, source, -amount);
        add(connection, target, amount);
      } else {
        add(connection, target, amount);
        add(connection, source, -amount);
      }
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO journal VALUES (?, ?, ?, ?, ?)")) {
        insert.setInt(1, worker);
        insert.setInt(2, number);
        insert.setInt(3, source);
        insert.setInt(4, target);
        insert.setLong(5, amount);
        insert.executeUpdate();
      }
    }

    private static void add(Connection connection, int id, long amount) throws SQLException {
      try (PreparedStatement update =
          connection.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?")) {
        update.setLong(1, amount);
        update.setInt(2, id);
        if (update.executeUpdate() != 1) {
          throw new SQLException("account " + id + " is gone");
        }
      }
    }
  }

  private void audit(Connection connection) throws SQLException {
    expect("sum during the run", TOTAL, number(connection, "SELECT SUM(balance) FROM account"));
  }

  private void checkEnd(Connection connection) throws SQLException {
    expect("sum at the end", TOTAL, number(connection, "SELECT SUM(balance) FROM account"));
    expect("accounts", ACCOUNTS, number(connection, "SELECT COUNT(*) FROM account"));
    expect(
        "journal lines",
        (long) threads * transfers,
        number(connection, "SELECT COUNT(*) FROM journal"));
    expect("committed transfers", (long) threads * transfers, committed.get());

    long[] explained = new long[ACCOUNTS];
    Arrays.fill(explained, OPENING_BALANCE);
    try (Statement statement = connection.createStatement();
        ResultSet lines = statement.executeQuery("SELECT source, target, amount FROM journal")) {
      while (lines.next()) {
        explained[lines.getInt(1)] -= lines.getLong(3);
        explained[lines.getInt(2)] += lines.getLong(3);
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet accounts = statement.executeQuery("SELECT id, balance FROM account")) {
      while (accounts.next()) {
        int id = accounts.getInt(1);
        expect("balance of account " + id, explained[id], accounts.getLong(2));
      }
    }
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  private void expect(String what, long expected, long actual) {
    checks.incrementAndGet();
    if (expected != actual) {
      failures.add(what + ": expected " + expected + ", found " + actual);
    }
  }

  private String result() {
    StringBuilder quoted = new StringBuilder();
    for (String failure : failures) {
      quoted.append(quoted.isEmpty() ? "" : ",").append('"');
      quoted.append(failure.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " "));
      quoted.append('"');
    }
    return String.format(
        "{\"operations\":%d,\"retries\":%d,\"checks\":%d,\"failures\":[%s]}",
        committed.get(), retries.get(), checks.get(), quoted);
  }
}
