package io.unjam.benchmarks.workload;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Transfers between accounts of an H2 database in memory; the total is checked after every round.
 */
public final class H2Transfers implements Workload {
  private static final int ACCOUNTS = 10_000;
  private static final String URL = "jdbc:h2:mem:bank;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000";

  private Connection[] connections = {};
  private PreparedStatement[] updates = {};
  private SplittableRandom[] randoms = {};

  @Override
  public void setUp(Map<String, String> parameters, int threads) throws SQLException {
    connections = new Connection[threads];
    updates = new PreparedStatement[threads];
    randoms = new SplittableRandom[threads];
    for (int i = 0; i < threads; i++) {
      connections[i] = DriverManager.getConnection(URL);
      randoms[i] = new SplittableRandom(i);
    }
    try (Statement statement = connections[0].createStatement()) {
      statement.execute("create table account(id int primary key, balance bigint not null)");
      statement.execute(
          "insert into account select x - 1, 1000 from system_range(1, " + ACCOUNTS + ")");
    }
    for (int i = 0; i < threads; i++) {
      connections[i].setAutoCommit(false);
      updates[i] =
          connections[i].prepareStatement("update account set balance = balance + ? where id = ?");
    }
  }

  @Override
  public void call(int thread, long iteration) throws SQLException {
    SplittableRandom random = randoms[thread];
    int one = random.nextInt(ACCOUNTS);
    int other = (one + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    int amount = random.nextInt(10);
    // Rows are taken in the order of their keys, so that no two transfers wait for each other.
    add(thread, Math.min(one, other), one < other ? -amount : amount);
    add(thread, Math.max(one, other), one < other ? amount : -amount);
    connections[thread].commit();
  }

  private void add(int thread, int account, int amount) throws SQLException {
    PreparedStatement update = updates[thread];
    update.setInt(1, amount);
    update.setInt(2, account);
    update.executeUpdate();
  }

  @Override
  public void afterRound(long calls) throws SQLException {
    try (Statement statement = connections[0].createStatement();
        ResultSet sum = statement.executeQuery("select sum(balance) from account")) {
      if (!sum.next() || sum.getLong(1) != 1000L * ACCOUNTS) {
        throw new IllegalStateException("the total changed");
      }
    }
    connections[0].commit();
  }
}
