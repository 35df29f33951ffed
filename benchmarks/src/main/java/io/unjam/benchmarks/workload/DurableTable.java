package io.unjam.benchmarks.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The gateway's route table with the journal forced to disk under the table's lock: pushers put
 * routes of keys of their own. The journal commits in groups: one force serves all who wait.
 */
public final class DurableTable implements Workload {
  private static final int KEYS = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final HashMap<String, Integer> routes = new HashMap<>();
  private final GroupJournal journal = new GroupJournal();
  private String[][] keys = {};
  private long expected;

  @Override
  public void setUp(Map<String, String> parameters, int threads) {
    keys = new String[threads][KEYS];
    for (int t = 0; t < threads; t++) {
      for (int k = 0; k < KEYS; k++) {
        keys[t][k] = "host-" + t + ".example/" + k;
      }
    }
  }

  @Override
  public void call(int thread, long iteration) {
    push(keys[thread][(int) (iteration % KEYS)], (int) iteration);
  }

  private void push(String key, int route) {
    lock.lock();
    try {
      journal.force(key, route);
      routes.put(key, route);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void afterRound(long calls) {
    expected += calls;
    if (journal.records() != expected) {
      throw new IllegalStateException(journal.records() + " records of " + expected);
    }
  }

  @Override
  public void tearDown() throws IOException {
    journal.close();
  }

  /** Records in the order of their arrival. Thread-safe. */
  private static final class GroupJournal {
    /*
     * Whoever comes appends; the first whose record isn't on disk forces all that was appended by then, while later ones append
     * for the next force and wait for it. `forced` and `forcing` are guarded by the monitor, the force itself runs outside it.
     */
    private final FileChannel file;
    private long appended;
    private long forced;
    private boolean forcing;

    GroupJournal() {
      try {
        Path path = Files.createTempFile("unjam-bench", ".journal");
        file = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void force(String key, int route) {
      byte[] line = (key + '\t' + route + '\n').getBytes(StandardCharsets.UTF_8);
      try {
        settle(append(line));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private synchronized long append(byte[] line) throws IOException {
      file.write(ByteBuffer.wrap(line));
      return ++appended;
    }

    private void settle(long number) throws IOException {
      long upTo;
      synchronized (this) {
        while (forcing && forced < number) {
          waitForOthers();
        }
        if (forced >= number) {
          return;
        }
        forcing = true;
        upTo = appended;
      }
      try {
        file.force(false);
      } finally {
        synchronized (this) {
          forcing = false;
          forced = Math.max(forced, upTo);
          notifyAll();
        }
      }
    }

    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
    private synchronized void waitForOthers() {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts a worker", e);
      }
    }

    synchronized long records() {
      return appended;
    }

    void close() throws IOException {
      file.close();
    }
  }
}
