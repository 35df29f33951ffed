package io.unjam.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

/** {@code plan --why} prints the proof of a site, or what breaks it. */
class CliWhyTest {
  private static final String APPLICATION =
      """
      package com.acme;

      import java.util.HashMap;
      import java.util.List;
      import java.util.Map;
      import java.util.concurrent.locks.ReentrantLock;

      class Accounts {
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<Integer, Long> sums = new HashMap<>();
        private long limit = 1;
        private int calls;

        void add(int account, long sum) {
          lock.lock();
          try {
            sums.merge(account, Math.min(sum, limit), Long::sum);
          } finally {
            lock.unlock();
          }
        }

        void count(int account) {
          lock.lock();
          try {
            calls++;
            sums.remove(account);
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

      class Loose {
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<Integer, Long> sums = new HashMap<>();

        Long peek(int account) {
          return sums.get(account);
        }

        void put(int account) {
          lock.lock();
          try {
            sums.put(account, 1L);
          } finally {
            lock.unlock();
          }
        }
      }

      class Copier {
        void copy(int count, List<String> to) {
          for (int i = 0; i < count; i++) {
            to.add("copy");
            Thread.yield();
          }
        }

        void end() {
          System.gc();
        }
      }
      """;

  private static final String RULES =
      """
      version: 1
      rules:
        - name: sums
          at: { class: com.acme.Accounts, lock: lock }
          lock: { variant: striped, stripes: 16, guards: [sums] }
          assume: [order-unused]
        - name: loose
          at: { class: com.acme.Loose, lock: lock }
          lock: { variant: striped, guards: [sums] }
        - name: yields
          at: { package: com.acme }
          yield: { variant: auto }
        - name: collections
          at: { class: com.acme.Copier }
          gc: strip
      """;

  @TempDir Path folder;
  private Path classes;
  private Path rules;

  @BeforeEach
  void compileAnApplication() throws IOException {
    Path source = Files.writeString(folder.resolve("Accounts.java"), APPLICATION);
    classes = Files.createDirectory(folder.resolve("classes"));
    rules = Files.writeString(folder.resolve("rules.yaml"), RULES);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, "-g", "-d", classes.toString(), source.toString()))
        .isZero();
  }

  private Shell why(Object... more) {
    Object[] words = new Object[more.length + 4];
    words[0] = "plan";
    words[1] = rules;
    words[2] = "--classes";
    words[3] = classes;
    System.arraycopy(more, 0, words, 4, more.length);
    return Shell.run(words);
  }

  @Test
  void theProofOfALockNamesFieldsSectionsKeysAndWords() {
    Shell shell = why("--why", "com.acme.Accounts.<init>");

    assertThat(shell.err()).isEmpty();
    assertThat(shell.status()).isZero();
    assertThat(shell.out())
        .startsWith("com.acme.Accounts.<init>:9  ")
        .contains("applied, lock striped by \"sums\", " + rules + ":3:5\n")
        .contains("the site's instruction: NEW java/util/concurrent/locks/ReentrantLock\n")
        .contains("1. lock and sums are private and final in com.acme.Accounts")
        .contains("- no other class belongs to its nest\n")
        .contains("ReentrantLock at line 9 and exactly a new java.util.HashMap at line 10\n")
        .contains(
            "by 'order-unused' nobody relies on the order of the walk in com.acme.Accounts.copy,"
                + " line 36\n")
        .contains("add, from line 15 to 19, takes the stripe of account\n")
        .contains("lies unchanged in account from lock to unlock, as java.lang.Integer\n")
        .contains("- line 17 calls sums.merge under the key\n")
        .contains("- line 17 calls Math.min, which touches nothing shared\n")
        .contains(
            "- line 17 reads the field limit, which constructors and sections with all stripes"
                + " alone may write\n")
        .contains("count, from line 24 to 29, takes all stripes: line 26 writes the field calls")
        .contains("copy, from line 34 to 38, takes all stripes: line 36 copies the map\n")
        .contains("- the instruction: INVOKESPECIAL java/util/HashMap.<init> (Ljava/util/Map;)V\n");
  }

  @Test
  void aSectionIsExplainedByItselfByFileAndLine() {
    Shell shell = why("--why", "Accounts.java:15");

    assertThat(shell.status()).isZero();
    assertThat(shell.out())
        .startsWith("com.acme.Accounts.add:15  ")
        .contains("1. add, from line 15")
        .doesNotContain("2. ");
  }

  @Test
  void aBrokenProofNamesTheInstruction() {
    Shell shell = why("--why", "Loose.<init>:44");

    assertThat(shell.status()).isZero();
    assertThat(shell.out())
        .contains("refused, lock striped")
        .contains("here the proof ends: com.acme.Loose.peek, line 48: the map's get is called")
        .contains("- the instruction: INVOKEINTERFACE java/util/Map.get (Ljava/lang/Object;)");
  }

  @Test
  void theProofOfAYieldIsToldAndOtherDecisionsHaveTheirInstruction() {
    Shell shell = why("--why", "Copier.*");

    assertThat(shell.status()).isZero();
    assertThat(shell.out())
        .contains("com.acme.Copier.copy:65  ")
        .contains("1. it stands in the loop at line 63\n")
        .contains("2. the loop at line 63 ends by its own doing\n")
        .contains("every round of the loop at line 63 works, at line 64\n")
        .contains("com.acme.Copier.end:70  ")
        .contains("explicit-gc-not-required")
        .contains("the site's instruction: INVOKESTATIC java/lang/System.gc ()V\n");
  }

  @Test
  void jsonHoldsTheSteps() {
    Shell shell = why("--json", "--why", "Accounts.add:15");

    JsonObject site =
        JsonParser.parseString(shell.out())
            .getAsJsonObject()
            .getAsJsonArray("sites")
            .get(0)
            .getAsJsonObject();
    assertThat(site.get("site").getAsString()).isEqualTo("com.acme.Accounts.add:15");
    assertThat(site.get("verdict").getAsString()).isEqualTo("applied");
    JsonObject step = site.getAsJsonArray("proof").get(0).getAsJsonObject();
    assertThat(step.get("text").getAsString()).contains("takes the stripe of account");
    assertThat(step.getAsJsonArray("details").toString()).contains("sums.merge under the key");
  }

  @Test
  void unknownAndAmbiguousSitesAreErrorsThatNameOthers() {
    Shell unknown = why("--why", "com.acme.Acounts.add:15");
    assertThat(unknown.status()).isOne();
    assertThat(unknown.out()).isEmpty();
    assertThat(unknown.err())
        .isEqualTo(
            "com.acme.Acounts.add:15: the rules are about no such site;"
                + " did you mean com.acme.Accounts.add:15?\n");

    Shell ambiguous = why("--why", "com.acme.Accounts");
    assertThat(ambiguous.status()).isOne();
    assertThat(ambiguous.err())
        .startsWith("com.acme.Accounts names 4 sites: com.acme.Accounts.<init>:9, ")
        .endsWith("Name one, or all of them with 'com.acme.Accounts*'\n");

    assertThat(why("--why", "x*").err()).contains("x*: the rules are about no such site");
    assertThat(why("--why", "a", "--diff", "b").status()).isEqualTo(2);
  }
}
