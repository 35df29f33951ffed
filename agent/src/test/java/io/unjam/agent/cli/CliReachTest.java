package io.unjam.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code reach} finds the locks that no rule names and puts them to the proof. */
class CliReachTest {
  private static final String APPLICATION =
      """
      package com.acme;

      import java.util.*;
      import java.util.concurrent.ConcurrentHashMap;
      import java.util.concurrent.locks.*;

      class Sums {
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<Integer, Long> sums = new HashMap<>();
        private final Map<Integer, Long> others = new ConcurrentHashMap<>();

        void add(int account, long sum) {
          lock.lock();
          try {
            sums.merge(account, sum, Long::sum);
          } finally {
            lock.unlock();
          }
          others.put(account, sum);
        }
      }

      class Copied {
        private final Lock lock = new ReentrantLock();
        private final Map<Integer, Long> sums = new HashMap<>();

        void add(int account, long sum) {
          lock.lock();
          try {
            sums.put(account, sum);
          } finally {
            lock.unlock();
          }
        }

        Map<Integer, Long> copy() {
          lock.lock();
          try {
            return new HashMap<>(sums);
          } finally {
            lock.unlock();
          }
        }
      }

      class Halves {
        private final ReadWriteLock both = new ReentrantReadWriteLock();
        private final Lock reading = both.readLock();
        private final Set<String> names = new HashSet<>();

        boolean has(String name) {
          reading.lock();
          try {
            return names.contains(name);
          } finally {
            reading.unlock();
          }
        }

        void add(String name) {
          both.writeLock().lock();
          try {
            names.add(name);
          } finally {
            both.writeLock().unlock();
          }
        }
      }

      class Monitors {
        private static final Map<String, String> ALL = new HashMap<>();
        private static final HashMap<String, String> PUT = new HashMap<>();
        private final Map<String, String> own = new LinkedHashMap<>();

        static void all(String text) {
          synchronized (ALL) {
            ALL.put(text, text);
          }
        }

        static String put(String text) {
          synchronized (PUT) {
            return PUT.put(text, text);
          }
        }

        static synchronized int ofTheClass() {
          return ALL.size();
        }

        synchronized void one(String text) {
          helper(text);
        }

        private void helper(String text) {
          own.put(text, text);
        }
      }

      class NoMaps {
        private int count;

        synchronized void count() {
          count++;
        }
      }
      """;

  @TempDir Path folder;
  private Path classes;

  @BeforeEach
  void compileAnApplication() throws IOException {
    Path source = Files.writeString(folder.resolve("Sums.java"), APPLICATION);
    classes = Files.createDirectory(folder.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, "-d", classes.toString(), source.toString()))
        .isZero();
  }

  @Test
  void whatIsProvenIsPrintedAsTheRuleThatAppliesIt() throws IOException {
    Shell shell = Shell.run("reach", "--classes", classes);

    assertThat(shell.err()).isEmpty();
    assertThat(shell.status()).isZero();
    assertThat(shell.out())
        .contains(
            "com.acme.Sums.lock (lock) with sums\n  proven: 1 of 1 sections are about one key\n")
        .contains("com.acme.Copied.lock (lock) with sums\n  refused: com.acme.Copied.copy, line ")
        .contains("  'assume: [order-unused]' alone would lift that:\n")
        .contains(
            "com.acme.Halves.both (read-write lock) with names\n  proven: 2 of 2 sections are about one key\n")
        .contains(
            "com.acme.Monitors.ALL (monitor of an object) with ALL\n  refused: com.acme.Monitors.ofTheClass")
        .contains(
            "com.acme.Monitors.PUT (monitor of an object) with PUT\n  proven: 1 of 1 sections")
        .contains("com.acme.Monitors.class (monitor of the class) with ALL\n  refused: ")
        .contains("com.acme.Monitors.this (monitor of this) with own\n  proven: 1 of 1 sections")
        .doesNotContain("NoMaps")
        .endsWith(
            "7 locks with hash maps or sets beside them, in 5 classes: 4 proven, 1 by one word, 2"
                + " refused\n");

    assertThat(planned(shell.out(), "    - name: lock of com.acme.Sums"))
        .contains("with sums in 64 stripes; 1 of 1 sections");
    assertThat(planned(shell.out(), "    - name: this of com.acme.Monitors"))
        .contains("with own in 64 stripes; 1 of 1 sections");
  }

  /** What a printed rule comes to, put into a file as it is. */
  private String planned(String printed, String name) throws IOException {
    String rule = printed.substring(printed.indexOf(name));
    Path rules =
        Files.writeString(
            folder.resolve("rules.yaml"),
            "version: 1\nrules:\n" + rule.substring(0, rule.indexOf("\n\n") + 1));
    return Shell.run("plan", rules, "--classes", classes).out();
  }

  @Test
  void jsonHoldsVerdictsObstaclesAndTheWordsThatLiftThem() {
    Shell shell = Shell.run("reach", "--json", "--classes", classes);

    JsonArray locks = JsonParser.parseString(shell.out()).getAsJsonObject().getAsJsonArray("locks");
    assertThat(locks).hasSize(7);
    JsonObject copied = locks.get(0).getAsJsonObject();
    assertThat(copied.get("class").getAsString()).isEqualTo("com.acme.Copied");
    assertThat(copied.get("verdict").getAsString()).isEqualTo("refused");
    assertThat(copied.get("obstacle").getAsString()).isEqualTo("order");
    assertThat(copied.get("liftedBy").toString()).isEqualTo("[\"order-unused\"]");
    assertThat(copied.get("origin").getAsString()).contains("classes");
  }

  @Test
  void tablesCountByJarKindAndReason() {
    Shell shell = Shell.run("reach", "--markdown", "--classes", classes);

    assertThat(shell.out())
        .contains("| **all** | 7 | 4 | 1 | 2 |\n")
        .contains("| lock | 2 | 1 | 1 | 0 |\n")
        .contains("| read-write lock | 1 | 1 | 0 | 0 |\n")
        .contains("| the map is touched without the lock | 1 | `com.acme.Monitors.")
        .contains("- `com.acme.Sums.lock` with `sums`: 1 of 1 sections are about one key\n")
        .contains("- `com.acme.Copied.lock` with `sums`: by `assume: [order-unused]`\n");
    assertThat(Shell.run("reach", "--markdown", "--json", "--classes", classes).status())
        .isEqualTo(2);
    assertThat(Shell.run("reach", "--classes", folder.resolve("none.jar")).status()).isOne();
  }
}
