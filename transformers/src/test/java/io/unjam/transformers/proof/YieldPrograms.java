package io.unjam.transformers.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes small programs with a {@code Thread.yield()} each: those whose loop must keep it, and those
 * that can do without. The same seed makes the same programs.
 */
final class YieldPrograms {
  /** What a loop that looks at other threads' memory is refused for, however it is written. */
  private static final String LOOKS =
      "waits for another thread|end depends on memory or calls that other threads may change";

  private static final String[] WORK = {
    "map.put(n, k);", "list.add(k);", "data[(int) k & 7] = n;", "text.append(n);", "store(k);"
  };

  /**
   * One program.
   *
   * @param name of its class
   * @param category what it is an example of
   * @param source its class
   * @param reason what the answer has to contain, as a regular expression
   */
  record Program(String name, String category, String source, String reason) {
    @Override
    public String toString() {
      return name + " " + category;
    }
  }

  private final Random random;
  private final List<Program> programs = new ArrayList<>();
  private final String prefix;

  private YieldPrograms(String prefix, long seed) {
    this.prefix = prefix;
    this.random = new Random(seed);
  }

  /** Programs that would lose or starve without their yield. */
  static List<Program> unsound(long seed) {
    YieldPrograms made = new YieldPrograms("Mutant", seed);
    made.conditions();
    made.counters();
    made.structures();
    made.iterators();
    made.delaysAndHandovers();
    return made.programs;
  }

  /** Programs that need no other thread. */
  static List<Program> sound(long seed) {
    YieldPrograms made = new YieldPrograms("Worker", seed);
    made.work();
    return made.programs;
  }

  /** Programs whose loop does nothing but wait for another thread. */
  static List<Program> waiting(long seed) {
    YieldPrograms made = new YieldPrograms("Waiter", seed);
    made.waits();
    return made.programs;
  }

  /**
   * Programs that wait too, but not only: how long a round lasts, or how many there are, matters.
   */
  static List<Program> notOnlyWaiting(long seed) {
    YieldPrograms made = new YieldPrograms("Busy", seed);
    made.moreThanWaits();
    return made.programs;
  }

  /** What other threads change, as conditions under which a wait is over. */
  private static final String[] OVER = {
    "flag",
    "plain",
    "shared",
    "cells[n & 3] != 0",
    "atomic.get() >= n",
    "atomic.compareAndSet(n, 0)",
    "queue.poll() != null",
    "queue.peek() != null && !queue.isEmpty()",
    "lock.tryLock()",
    "!thread.isAlive()",
    "future.isDone() || future.isCancelled()",
    "other.flag",
    "Thread.currentThread().isInterrupted()",
    "table.containsKey(n)",
    "(limit & 7) == n % 5",
    "flag && done > n",
    "other == null || other.other.plain",
  };

  private void waits() {
    for (String over : OVER) {
      String look =
          switch (random.nextInt(5)) {
            case 0 -> "while (!(" + over + ")) { Thread.yield(); }";
            case 1 -> "for (;;) { if (" + over + ") break; Thread.yield(); }";
            case 2 -> "do { Thread.yield(); } while (!(" + over + "));";
            case 3 -> "while (true) { Thread.yield(); if (" + over + ") { done++; break; } }";
            default -> "while (!(" + over + ")) { Thread.onSpinWait(); Thread.yield(); }";
          };
      add(over, method(look), "");
      String around =
          switch (random.nextInt(6)) {
            case 0 -> "synchronized (gate) { LOOK }";
            case 1 -> "try { LOOK } finally { done++; }";
            case 2 -> "for (int i = 0; i < n; i++) { LOOK list.add(k); }";
            case 3 -> "Runnable r = () -> { LOOK }; r.run();";
            case 4 -> "long a = k; double b = n; LOOK limit = (int) (a + b);";
            default -> "lock.lock(); try { LOOK } finally { lock.unlock(); }";
          };
      add(over + " in " + around, method(around.replace("LOOK", look)), "");
    }
    add("twice", method("while (!flag) { Thread.yield(); if (plain) break; Thread.yield(); }"), "");
    add(
        "takes with a local",
        method("Integer x; while ((x = queue.poll()) == null) { Thread.yield(); } done = x;"),
        "");
    add(
        "takes in a block",
        method(
            "Integer x; while (true) { x = queue.poll(); if (x != null) { done = x; break; }"
                + " Thread.yield(); }"),
        "");
    add("in a wait", method("while (!flag) { while (!plain) { Thread.yield(); } }"), "");
    add(
        "a value on its way",
        method("int v; while ((v = limit) < n) Thread.yield(); done = v;"),
        "");
    add(
        "tries again",
        method(
            "while (true) { try { if (queue.isEmpty()) break; } catch (RuntimeException e)"
                + " { Thread.yield(); } }"),
        "");
  }

  private void moreThanWaits() {
    for (int i = 0; i < 2; i++) {
      for (String over : OVER) {
        String round =
            switch (random.nextInt(11)) {
              case 0 -> "done++;";
              case 1 -> "cells[n & 3]++;";
              case 2 -> "gate.pause();";
              case 3 -> "Thread.sleep(1);";
              case 4 -> "LockSupport.parkNanos(" + random.nextInt(1000) + ");";
              case 5 -> "if (System.nanoTime() > k) break;";
              case 6 -> "if (--n == 0) throw new TimeoutException();";
              case 7 -> "lock.lock(); lock.unlock();";
              case 8 -> "synchronized (gate) { }";
              case 9 -> "n++;";
              default -> pick(WORK);
            };
        add(
            over + " and " + round,
            method("while (!(" + over + ")) { " + round + " Thread.yield(); }"),
            "");
      }
    }
    add("bounded", method("for (int i = 0; i < n && !flag; i++) { Thread.yield(); }"), "");
    add("bounded down", method("while (!flag && n-- > 0) { Thread.yield(); }"), "");
    add(
        "counts in two locals",
        method(
            "int a = 0, b = 1; while (a < n && !flag) { int c = a; a = b; b = c + 1; Thread.yield(); }"),
        "");
    add("deadline", method("while (!flag && System.currentTimeMillis() < k) Thread.yield();"), "");
    add("timed poll", method("while (lock.tryLock(1, TimeUnit.SECONDS)) Thread.yield();"), "");
    add("drains", method("while (queue.poll() != null) Thread.yield();"), "");
    add("drains, or looks", method("while (!flag) { queue.poll(); Thread.yield(); }"), "");
    add("takes while it can", method("while (lock.tryLock()) Thread.yield();"), "");
    add(
        "counts by CAS",
        method("while (!flag) { atomic.compareAndSet(n, n + 1); Thread.yield(); }"),
        "");
    add(
        "drops in some rounds",
        method(
            "while (true) { Integer x = queue.poll(); if (flag && x != null) break; Thread.yield(); }"),
        "");
    add(
        "asks whatever it was given",
        "void run(java.util.function.Supplier<?> s) { while (s.get() == null) Thread.yield(); }",
        "");
    add("own getter", method("while (!isReady()) Thread.yield();"), "");
    add("another's method", method("while (!gate.isOpen()) Thread.yield();"), "");
    add("nothing shared", method("int a = n; while (a < 5) Thread.yield();"), "");
    add("for ever", method("while (true) Thread.yield();"), "");
    add("future's value", method("while (future.get() == null) Thread.yield();"), "");
    add("allocates", method("while (!flag) { task = new Thread(); Thread.yield(); }"), "");
    add("writes a log", method("while (!flag) { gate.log(this); Thread.yield(); }"), "");
    add("in one that works", method("while (!flag) { list.add(k); } Thread.yield();"), "");
    add(
        "left by a switch",
        method("while (true) { switch (limit) { case 1: return; default: } Thread.yield(); }"),
        "");
    add("left by an exception", method("while (true) { gate.check(); Thread.yield(); }"), "");
    add("sets a field", method("while (!flag) { plain = true; Thread.yield(); }"), "");
  }

  private void conditions() {
    String[][] conditions = {
      {"flag spin", "flag"},
      {"plain field", "plain"},
      {"static field", "shared"},
      {"array cell", "cells[BOUND & 3] != 0"},
      {"atomic get", "atomic.get() >= BOUND"},
      {"CAS loop", "atomic.compareAndSet(BOUND, 0)"},
      {"queue poll", "queue.poll() != null"},
      {"tryLock", "lock.tryLock()"},
      {"Thread.isAlive", "!worker.isAlive()"},
      {"future.isDone", "future.isDone()"},
      {"hidden in a private helper", "peek(BOUND)"},
      {"own getter", "isReady()"},
      {"another object's method", "gate.isOpen()"},
      {"deadline", "System.nanoTime() > deadline"},
      {"flag of another object", "other.flag"},
    };
    for (String[] condition : conditions) {
      for (int i = 0; i < 3; i++) {
        String test = condition[1].replace("BOUND", "" + random.nextInt(9));
        add(condition[0], method(wait(test)), LOOKS);
      }
    }
    add("in a lambda", method("Runnable r = () -> {" + wait("flag") + "}; r.run();"), LOOKS);
    add("in a nested lambda", method("task = () -> {" + wait("peek(1)") + "};"), LOOKS);
  }

  /** A loop that ends when a condition holds, in one of the ways people write it. */
  private String wait(String test) {
    String body = random.nextBoolean() ? "" : pick(WORK);
    int tries = 2 + random.nextInt(1000);
    return switch (random.nextInt(6)) {
      case 0 -> "while (!(" + test + ")) { " + body + " Thread.yield(); }";
      case 1 -> "for (;;) { if (" + test + ") break; " + body + " Thread.yield(); }";
      case 2 -> "do { " + body + " Thread.yield(); } while (!(" + test + "));";
      case 3 -> count(tries) + " { if (" + test + ") break; " + pick(WORK) + " Thread.yield(); }";
      case 4 -> count(tries) + " { " + pick(WORK) + " if (" + test + ") return; Thread.yield(); }";
      default ->
          "while (true) { Thread.yield(); if (" + test + ") { done++; return; } " + body + " }";
    };
  }

  private static String count(int times) {
    return "for (int i = 0; i < " + times + "; i++)";
  }

  private void counters() {
    for (int i = 0; i < 2; i++) {
      String work = pick(WORK) + " Thread.yield();";
      int step = 2 + random.nextInt(7);
      add(
          "induction variable reset",
          method("for (int i = 0; i < n; i++) { " + work + " if (flag) i = 0; }"),
          "counter is set (more than once|to something else)");
      add(
          "bound re-read from a field",
          method("for (int i = 0; i < limit; i++) { " + work + " }"),
          LOOKS);
      add(
          "bound that another thread may move",
          method("int b = n; for (int i = 0; i < b; i++) { " + work + " b = limit; }"),
          LOOKS);
      add(
          "bound that the loop moves",
          method("int b = n; for (int i = 0; i < b; i++) { " + work + " b++; }"),
          "bound that the loop changes");
      add(
          "counter moving away",
          method("for (int i = n; i > " + step + "; i++) { " + work + " }"),
          "moves away from its bound");
      add(
          "wrap-around at most",
          method("for (int i = 0; i <= n; i++) { " + work + " }"),
          "wrapping around");
      add(
          "wrap-around by steps",
          method("for (long i = 0; i < k; i += " + step + ") { " + work + " }"),
          "wrapping around");
      add(
          "narrow counter",
          method("for (byte i = 0; i < n; i++) { " + work + " }"),
          "counter is set to something else|no counted test|bound that the loop changes");
      add(
          "counter that not every round moves",
          method("int i = 0; while (i < n) { " + work + " if (flag) continue; i++; }"),
          "not every round moves the counter");
      add(
          "unequal test",
          method("for (int i = 0; i != n; i++) { " + work + " }"),
          "no counted test");
    }
  }

  private void structures() {
    for (int i = 0; i < 2; i++) {
      String work = pick(WORK) + " Thread.yield();";
      int times = 2 + random.nextInt(100);
      add("try/finally", method("try { " + wait("flag") + " } finally { done++; }"), LOOKS);
      add("synchronized", method("synchronized (gate) { " + wait("plain") + " }"), LOOKS);
      add(
          "exception exit of an endless loop",
          method("try { for (;;) { gate.check(); " + work + " } } catch (Stop s) { done++; }"),
          "never ends by itself|an exception may end the loop");
      add(
          "exception exit of a counted loop",
          method("try { " + count(times) + " { gate.check(); " + work + " } } catch (Stop s) { }"),
          "an exception may end the loop");
      add(
          "labelled continue",
          method(
              "outer: while (!flag) { "
                  + count(times)
                  + " { "
                  + pick(WORK)
                  + " if (plain) continue outer; Thread.yield(); } }"),
          LOOKS);
      add(
          "finite loop in one that waits",
          method("while (!flag) { " + count(times) + " { " + work + " } }"),
          LOOKS);
      add(
          "wait in a finite loop",
          method(count(times) + " { " + work + " while (!flag) { done++; } }"),
          LOOKS);
      add(
          "retry after an exception",
          method("for (;;) { try { gate.check(); return; } catch (Stop s) { Thread.yield(); } }"),
          "entered by an exception|without a test|never ends by itself|an exception may end");
      add(
          "private method called in a wait",
          "private void part(int n, long k) { "
              + count(times)
              + " { "
              + work
              + " } }\n void run(int n, long k) { while (!flag) { part(n, k); } }",
          "part is called by run, where .*depends on memory");
      add(
          "private method called in a wait, two calls away",
          "private void part(int n, long k) { "
              + count(times)
              + " { "
              + work
              + " } }\n private void more(int n, long k) { part(n, k); }\n"
              + " void run(int n, long k) { do { more(n, k); } while (!gate.isOpen()); }",
          "more is called by run, where .*depends on memory");
      add("no loop", method(work), "stands in no loop");
      add(
          "switch exit",
          method("while (true) { switch (limit) { case 1: return; default: } " + work + " }"),
          "without a test that can be judged|depends on memory");
      add("never ends", method("while (true) { " + work + " }"), "never ends by itself");
    }
  }

  private void iterators() {
    String work = " list.add(x); Thread.yield();";
    String own = "may be the application's own";
    add("own list", method("for (Long x : new OwnList()) {" + work + " }"), own);
    add(
        "own list by its interface",
        method("List<Long> l = new OwnList(); for (Long x : l) {" + work + " }"),
        own);
    add(
        "own list or not",
        method(
            "List<Long> l = n > 1 ? new OwnList() : new ArrayList<>();"
                + " for (Long x : l) {"
                + work
                + " }"),
        own);
    add(
        "own iterator",
        method(
            "Iterator<Long> it = new OwnList().iterator();"
                + " while (it.hasNext()) { Long x = it.next();"
                + work
                + " }"),
        own);
    add(
        "iterator of a parameter",
        "void run(Iterator<Long> it) { while (it.hasNext()) { Long x = it.next();" + work + " } }",
        own);
    add("iterable", "void run(Iterable<Long> all) { for (Long x : all) {" + work + " } }", own);
    add(
        "iterator in a field",
        method("while (ticks.hasNext()) { Long x = ticks.next();" + work + " }"),
        "iterator can't be followed");
    add("queue's iterator", method("for (Integer q : queue) { long x = q;" + work + " }"), own);
    add(
        "iterator that doesn't move",
        method(
            "Iterator<Long> it = list.iterator(); while (it.hasNext()) { long x = k;"
                + work
                + " }"),
        "not every round takes an element");
    add(
        "list's size",
        method("for (int i = 0; i < list.size(); i++) { long x = i;" + work + " }"),
        LOOKS);
  }

  private void delaysAndHandovers() {
    String none = "may pass a round without work";
    String concern = "no work of its own alone";
    for (int i = 0; i < 2; i++) {
      String loop = count(2 + random.nextInt(1000));
      String work = pick(WORK);
      add("delay", method(loop + " { Thread.yield(); }"), none);
      add("counting delay", method(loop + " { done++; Thread.yield(); }"), none);
      add("delay counting in a cell", method(loop + " { cells[0]++; Thread.yield(); }"), none);
      add("call that only waits", method(loop + " { gate.pause(); Thread.yield(); }"), none);
      add(
          "helper that only waits",
          "private void rest() { java.util.concurrent.locks.LockSupport.parkNanos(1); }\n"
              + method(loop + " { " + work + " rest(); Thread.yield(); }"),
          concern + ".*rest.*|" + concern + ".*parkNanos");
      add(
          "helper that spins",
          "private void rest() { while (!flag) { done++; } }\n"
              + method(loop + " { " + work + " rest(); Thread.yield(); }"),
          concern + ".*rest.*depends on memory");
      add(
          "work in some rounds",
          method(loop + " { if (flag) { " + work + " } Thread.yield(); }"),
          none);
      add(
          "clock in a counted loop",
          method(loop + " { " + work + " deadline = System.nanoTime(); Thread.yield(); }"),
          concern + ".*reads the clock");
      add(
          "queue handover",
          method(loop + " { queue.add(n); Thread.yield(); }"),
          concern + ".*hands over by add");
      add(
          "notify",
          method(loop + " { " + work + " synchronized (gate) { gate.notify(); } Thread.yield(); }"),
          concern + ".*wakes another thread by notify");
      add(
          "volatile publication",
          method(loop + " { " + work + " flag = true; Thread.yield(); }"),
          concern + ".*publishes volatile field flag");
      add(
          "atomic publication",
          method(loop + " { " + work + " atomic.set(n); Thread.yield(); }"),
          concern + ".*publishes by set");
      add(
          "sleep beside work",
          method(loop + " { " + work + " Thread.sleep(1); Thread.yield(); }"),
          concern + ".*waits in sleep");
      add(
          "asks in passing",
          method(loop + " { " + work + " plain |= future.isDone(); Thread.yield(); }"),
          concern + ".*asks by isDone");
      add(
          "removal as a poll",
          method(loop + " { if (map.remove(n) != null) plain = true; Thread.yield(); }"),
          none);
      add(
          "addition as a lock",
          method(loop + " { plain |= table.putIfAbsent(n, k) == null; Thread.yield(); }"),
          none);
      add(
          "another object's field",
          method(loop + " { " + work + " gate.open = true; Thread.yield(); }"),
          concern + ".*sets field open of another class");
      add(
          "lambda made in a wait",
          method(
              "while (!flag) { Runnable r = () -> { "
                  + loop
                  + " { list.add(k); Thread.yield(); } }; r.run(); }"),
          "lambda.* is called by run, where .*depends on memory");
    }
  }

  private void work() {
    String[] heads = {
      "for (int i = 0; i < n; i++)",
      "for (int i = n; i > 0; i--)",
      "for (int i = n - 1; i >= 0; i--)",
      "for (long i = 0; i < k; i++)",
      "for (int i = 0; i < 1000; i += 3)",
      "for (int i = 0; i <= 1000; i++)",
      "for (int i = 0; i < data.length; i++)".replace("data", "input"),
      "for (long each : input)",
      "for (Long each : given)",
      "for (Map.Entry<Integer, Long> each : map.entrySet())",
      "for (Long each : new ArrayList<>(given))",
      "while (n-- > 0)",
    };
    for (String head : heads) {
      for (String work : new String[] {pick(WORK), pick(WORK)}) {
        String every =
            random.nextBoolean() ? "Thread.yield();" : "if (++written % 100 == 0) Thread.yield();";
        add("work loop", sound(head + " { " + work + " " + every + " }"), "");
      }
    }
    add(
        "nested",
        sound(
            "for (int i = 0; i < n; i++) { for (long v : input) { list.add(v);"
                + " Thread.yield(); } }"),
        "");
    add(
        "under a lock in try/finally",
        sound(
            "lock.lock(); try { for (Long each : given) { gate.log(each); if (map.put(n, each)"
                + " == null) { written++; } if (written % 100 == 0) { Thread.yield(); } } }"
                + " finally { lock.unlock(); }"),
        "");
    add(
        "exception handled in its round",
        sound(
            "for (int i = 0; i < n; i++) { list.add(k); try { gate.check(); } catch (Stop s)"
                + " { written--; } Thread.yield(); }"),
        "");
    add(
        "in a lambda",
        sound(
            "Runnable r = () -> { for (int i = 0; i < 9; i++) { list.add(k);"
                + " Thread.yield(); } }; r.run();"),
        "");
    add(
        "private and called in a finite loop",
        "private void part(int n, long k) { for (int i = 0; i < n; i++) { list.add(k);"
            + " Thread.yield(); } }\n"
            + sound("for (int j = 0; j < 4; j++) { part(j, k); }"),
        "");
    add(
        "continue to the step",
        sound(
            "for (int i = 0; i < n; i++) { map.put(i, k); if (flag)"
                + " continue; Thread.yield(); }"),
        "");
    add(
        "concurrent map",
        sound("for (int i = 0; i < 256; i++) { table.put(n + i, k);" + " Thread.yield(); }"),
        "");
    add(
        "stream",
        "void run(java.io.OutputStream out, byte[] all) throws Exception {"
            + " for (byte b : all) { out.write(b); Thread.yield(); } }",
        "");
  }

  private static String method(String body) {
    return "void run(int n, long k) throws Exception { " + body + " }";
  }

  private static String sound(String body) {
    return "void run(int n, long k, long[] input, List<Long> given) throws Exception { "
        + body
        + " }";
  }

  private String pick(String[] all) {
    return all[random.nextInt(all.length)];
  }

  private void add(String category, String members, String reason) {
    String name = prefix + (programs.size() + 1);
    String source = HEAD.replace("NAME", name) + members.replace("worker.", "thread.") + "\n}\n";
    programs.add(new Program(name, category, source, reason));
  }

  private static final String HEAD =
      """
      package generated;
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.concurrent.atomic.*;
      import java.util.concurrent.locks.*;
      class NAME {
        volatile boolean flag; boolean plain; static boolean shared; int limit; int done;
        int written; long deadline; int[] cells = new int[4]; long[] data = new long[8];
        NAME other; Gate gate; Thread thread; Runnable task; Future<?> future;
        Iterator<Long> ticks;
        final AtomicInteger atomic = new AtomicInteger();
        final ReentrantLock lock = new ReentrantLock();
        final ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
        final ConcurrentHashMap<Integer, Long> table = new ConcurrentHashMap<>();
        final Map<Integer, Long> map = new HashMap<>();
        final List<Long> list = new ArrayList<>();
        final StringBuilder text = new StringBuilder();
        private boolean peek(int at) { return cells[at & 3] > 0; }
        public boolean isReady() { return plain; }
        private void store(long k) { list.add(k); }
      """;

  /** What all programs use. */
  static final String SUPPORT =
      """
      package generated;
      import java.util.*;
      class Gate {
        volatile boolean open;
        boolean isOpen() { return open; }
        void check() throws Stop { if (open) throw new Stop(); }
        void pause() { while (!open) { Thread.onSpinWait(); } }
        void log(Object o) { }
      }
      class Stop extends Exception { }
      class OwnList extends ArrayList<Long> {
        volatile boolean closed;
        @Override public Iterator<Long> iterator() {
          return new Iterator<>() {
            public boolean hasNext() { return !closed; }
            public Long next() { return 1L; }
          };
        }
      }
      """;
}
