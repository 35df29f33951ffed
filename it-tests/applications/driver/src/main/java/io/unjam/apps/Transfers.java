package io.unjam.apps;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A database under JDBC: money moves between accounts, each move with its line in a journal, while
 * the sum of all accounts is read again and again. Money neither appears nor vanishes, and the
 * journal explains every balance.
 */
public abstract class Transfers implements Application {
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

  private Session[] sessions = {};

  // Held open throughout: an in-memory database may end with its last connection.
  private @Nullable Connection keeper;

  /** The JDBC URL of a database that is made anew. */
  protected abstract String url(Path scratch);

  @Override
  public void start(Path scratch, int threads) throws SQLException {
    String url = url(scratch);
    Connection opened = DriverManager.getConnection(url);
    keeper = opened;
    create(opened);
    sessions = new Session[threads];
    for (int i = 0; i < threads; i++) {
      sessions[i] = new Session(i, DriverManager.getConnection(url));
    }
  }

  @Override
  public void operation(int thread) throws SQLException {
    sessions[thread].transfer();
  }

  @Override
  public void check(Checks checks) throws SQLException {
    Connection open = Objects.requireNonNull(keeper, "not started");
    long transfers = 0;
    for (Session session : sessions) {
      transfers += session.number;
    }
    checks.equal("sum at the end", TOTAL, number(open, "SELECT SUM(balance) FROM account"));
    checks.equal("accounts", ACCOUNTS, number(open, "SELECT COUNT(*) FROM account"));
    checks.equal("journal lines", transfers, number(open, "SELECT COUNT(*) FROM journal"));

    long[] explained = new long[ACCOUNTS];
    Arrays.fill(explained, OPENING_BALANCE);
    try (Statement statement = open.createStatement();
        ResultSet lines = statement.executeQuery("SELECT source, target, amount FROM journal")) {
      while (lines.next()) {
        explained[lines.getInt(1)] -= lines.getLong(3);
        explained[lines.getInt(2)] += lines.getLong(3);
      }
    }
    try (Statement statement = open.createStatement();
        ResultSet accounts = statement.executeQuery("SELECT id, balance FROM account")) {
      while (accounts.next()) {
        int id = accounts.getInt(1);
        checks.equal("balance of account " + id, explained[id], accounts.getLong(2));
      }
    }
  }

  @Override
  public void close() throws SQLException {
    for (Session session : sessions) {
      session.connection.close();
    }
    if (keeper != null) {
      keeper.close();
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

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  private interface Transaction {
    void run() throws SQLException;
  }

  /** One thread's connection. */
  private static final class Session {
    private final Connection connection;
    private final PreparedStatement update;
    private final PreparedStatement insert;
    private final SplittableRandom random;
    private final int worker;
    private int number;

    Session(int worker, Connection connection) throws SQLException {
      this.worker = worker;
      this.connection = connection;
      this.random = new SplittableRandom(worker);
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      this.update =
          connection.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?");
      this.insert = connection.prepareStatement("INSERT INTO journal VALUES (?, ?, ?, ?, ?)");
    }

    void transfer() throws SQLException {
      int source = random.nextInt(ACCOUNTS);
      int target = (source + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
      long amount = 1L + random.nextInt(20);
      retried(() -> move(source, target, amount));
      number++;
      if (number % AUDIT_EVERY == 0) {
        retried(this::audit);
      }
    }

    // The databases refuse a transaction that met another one (class 40 of SQLSTATE; some by an own
    // code, as a subclass says).
    private void retried(Transaction transaction) throws SQLException {
      for (int attempt = 1; ; attempt++) {
        try {
          transaction.run();
          connection.commit();
          return;
        } catch (SQLException e) {
          connection.rollback();
          if (attempt == ATTEMPTS || !isConflict(e)) {
            throw e;
          }
          LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_BACK_OFF_NANOS));
        }
      }
    }

    private static boolean isConflict(SQLException e) {
      return e instanceof SQLTransientException
          || (e.getSQLState() != null && e.getSQLState().startsWith("40"));
    }

    private void move(int source, int target, long amount) throws SQLException {
      // The lower id first: two moves between the same accounts then queue instead of blocking each
      // other.
      if (source < target) {
        add(source, -amount);
        add(target, amount);
      } else {
        add(target, amount);
        add(source, -amount);
      }
      insert.setInt(1, worker);
      insert.setInt(2, number);
      insert.setInt(3, source);
      insert.setInt(4, target);
      insert.setLong(5, amount);
      insert.executeUpdate();
    }

    private void add(int id, long amount) throws SQLException {
      update.setLong(1, amount);
      update.setInt(2, id);
      if (update.executeUpdate() != 1) {
        throw new SQLException("account " + id + " is gone");
      }
    }

    private void audit() throws SQLException {
      long sum = number(connection, "SELECT SUM(balance) FROM account");
      if (sum != TOTAL) {
        throw new IllegalStateException("sum during the run: expected " + TOTAL + ", found " + sum);
      }
    }
  }
}
