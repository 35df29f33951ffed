package io.unjam.transformers.proof.combining;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.transformers.proof.InMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** No section that belongs to its thread is given to another, and enough that don't are. */
class CombiningProofTest {

  /**
   * A class with one method {@code section} under test.
   *
   * @param what what it does, in words
   * @param members the members of the class besides the usual ones
   * @param obstacle why it must be refused; {@code null} where it must be accepted
   */
  private record Program(String what, String members, @Nullable Obstacle obstacle) {
    String name() {
      return "P" + Integer.toHexString(what.hashCode());
    }

    String source() {
      return """
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.concurrent.atomic.*;
      import java.util.concurrent.locks.*;

      class NAME {
        final ReentrantLock lock = new ReentrantLock();
        final ArrayDeque<Object> queue = new ArrayDeque<>();
        final ArrayList<Object> list = new ArrayList<>();
        final HashMap<Object, Object> map = new HashMap<>();
        final AtomicLong atomic = new AtomicLong();
        final Object monitor = new Object();
        final ThreadLocal<Object> local = new ThreadLocal<>();
        final Collection<Object> given;
        int count;
        volatile boolean flag;
        int[] numbers = new int[8];

        NAME(Collection<Object> given) {
          this.given = given;
        }

        MEMBERS
      }
      """
          .replace("NAME", name())
          .replace("MEMBERS", members);
    }

    @Override
    public String toString() {
      return what;
    }
  }

  private static Program inside(String what, String body, @Nullable Obstacle obstacle) {
    return new Program(
        what,
        "Object section(int n, String s, Object o) throws Exception { lock.lock(); try { "
            + body
            + " } finally { lock.unlock(); } }",
        obstacle);
  }

  private static Program whole(String what, String members, @Nullable Obstacle obstacle) {
    return new Program(what, members, obstacle);
  }

  private static List<Program> programs() {
    List<Program> all = new ArrayList<>();
    // What another thread may run
    all.add(inside("counts", "return count += n;", null));
    all.add(inside("writes an array", "numbers[n & 7]++; return null;", null));
    all.add(inside("queues", "queue.add(o); return queue.size();", null));
    all.add(inside("takes from a queue", "return queue.poll();", null));
    all.add(inside("takes by remove", "return queue.remove();", null));
    all.add(inside("keeps a list", "list.add(o); return list.get(list.size() - 1);", null));
    all.add(inside("removes by index", "return list.remove(n);", null));
    all.add(inside("looks up text", "return map.get(s);", null));
    all.add(inside("removes text", "return map.remove(s);", null));
    all.add(inside("counts atomically", "return atomic.incrementAndGet();", null));
    all.add(inside("decides", "if (flag) { return 1; } flag = true; return null;", null));
    all.add(inside("computes", "return Math.max(count, s.length());", null));
    all.add(inside("makes text", "return s + n;", null));
    all.add(
        inside(
            "throws",
            "if (n < 0) { throw new IllegalArgumentException(\"negative\"); } return n;",
            null));
    all.add(
        inside(
            "catches",
            "try { return numbers[n]; } catch (ArrayIndexOutOfBoundsException e) { return 0; }",
            null));
    all.add(
        whole(
            "calls a helper of its own",
            "Object section() { lock.lock(); try { return next(); } finally { lock.unlock(); } }"
                + " private int next() { return ++count; }",
            null));
    all.add(
        whole(
            "enters again",
            "Object section() { lock.lock(); try { return next(); } finally { lock.unlock(); } }"
                + " private int next() { lock.lock(); try { return ++count; } finally {"
                + " lock.unlock(); } }",
            null));
    all.add(
        whole(
            "keeps its lock in a local",
            "Object section() { final ReentrantLock l = lock; l.lock(); try { return ++count; }"
                + " finally { l.unlock(); } }",
            null));
    all.add(
        whole(
            "has work before and after",
            "int section(int n) { int m = n * 31; lock.lock(); try { count += m; } finally {"
                + " lock.unlock(); } return m; }",
            null));
    all.add(
        whole(
            "takes it twice in turn",
            "void section() { lock.lock(); try { count++; } finally { lock.unlock(); }"
                + " lock.lock(); try { count++; } finally { lock.unlock(); } }",
            null));
    all.add(
        whole(
            "is static, as is its lock",
            "static final Lock ALL = new ReentrantLock(); static int all;"
                + " static void section() { ALL.lock(); try { all++; } finally { ALL.unlock(); } }",
            null));

    // What it asks its thread for
    all.add(inside("asks for the thread", "return Thread.currentThread();", Obstacle.THREAD));
    all.add(inside("reads a thread local", "return local.get();", Obstacle.THREAD));
    all.add(inside("writes a thread local", "local.set(o); return n;", Obstacle.THREAD));
    all.add(inside("draws by thread", "return ThreadLocalRandom.current();", Obstacle.THREAD));
    all.add(inside("interrupts", "return Thread.interrupted();", Obstacle.THREAD));
    all.add(
        whole(
            "asks in a helper",
            "Object section() { lock.lock(); try { return who(); } finally { lock.unlock(); } }"
                + " private Object who() { return Thread.currentThread(); }",
            Obstacle.THREAD));
    all.add(
        whole(
            "asks before it takes the lock",
            "Object section() { Object t = Thread.currentThread(); lock.lock(); try { return t; }"
                + " finally { lock.unlock(); } }",
            Obstacle.THREAD));
    all.add(
        whole(
            "asks after it has left the lock",
            "Object section() { lock.lock(); try { count++; } finally { lock.unlock(); }"
                + " return Thread.currentThread(); }",
            Obstacle.THREAD));

    // What it waits for
    all.add(inside("sleeps", "Thread.sleep(n); return n;", Obstacle.WAIT));
    all.add(inside("yields", "Thread.yield(); return n;", Obstacle.WAIT));
    all.add(inside("joins", "((Thread) o).join(); return n;", Obstacle.WAIT));
    all.add(inside("awaits", "((CountDownLatch) o).await(); return n;", Obstacle.WAIT));
    all.add(inside("takes from others", "return ((BlockingQueue<?>) o).take();", Obstacle.WAIT));
    all.add(inside("acquires", "((Semaphore) o).acquire(); return n;", Obstacle.WAIT));
    all.add(inside("notifies", "monitor.notifyAll(); return n;", Obstacle.WAIT));
    all.add(inside("parks", "LockSupport.park(); return n;", Obstacle.NESTED_LOCK));
    all.add(inside("spins for a flag", "while (!flag) { } return n;", Obstacle.LOOP));
    all.add(
        inside(
            "spins for an exception",
            "while (true) { try { return numbers[count]; }"
                + " catch (ArrayIndexOutOfBoundsException e) { flag = true; } }",
            Obstacle.LOOP));
    all.add(
        whole(
            "spins before it takes the lock",
            "void section() { while (!flag) { } lock.lock(); try { count++; } finally {"
                + " lock.unlock(); } }",
            Obstacle.LOOP));
    all.add(
        whole(
            "spins by recursion",
            "void section() { lock.lock(); try { spin(); } finally { lock.unlock(); } }"
                + " private void spin() { if (!flag) { spin(); } }",
            Obstacle.LOOP));

    // Other locks, and its own
    all.add(
        inside("enters a monitor", "synchronized (monitor) { return n; }", Obstacle.NESTED_LOCK));
    all.add(inside("takes another", "((Lock) o).lock(); return n;", Obstacle.NESTED_LOCK));
    all.add(inside("tries it", "return lock.tryLock();", Obstacle.NESTED_LOCK));
    all.add(
        inside("asks who has it", "return lock.isHeldByCurrentThread();", Obstacle.NESTED_LOCK));
    all.add(inside("counts its holds", "return lock.getHoldCount();", Obstacle.NESTED_LOCK));
    all.add(inside("makes a condition", "return lock.newCondition();", Obstacle.NESTED_LOCK));
    all.add(
        whole(
            "is synchronized",
            "synchronized void section() { lock.lock(); try { count++; } finally {"
                + " lock.unlock(); } }",
            Obstacle.NESTED_LOCK));
    all.add(
        whole(
            "has a synchronized helper",
            "void section() { lock.lock(); try { next(); } finally { lock.unlock(); } }"
                + " private synchronized void next() { count++; }",
            Obstacle.NESTED_LOCK));
    all.add(
        whole("keeps the lock", "void section() { lock.lock(); count++; }", Obstacle.UNBALANCED));
    all.add(
        whole(
            "keeps the lock after an exception",
            "void section(Object o) { lock.lock(); count += numbers[9]; lock.unlock(); }",
            Obstacle.UNBALANCED));
    all.add(
        whole(
            "keeps the lock on one way",
            "void section(boolean b) { lock.lock(); count++; if (b) { lock.unlock(); } }",
            Obstacle.UNBALANCED));
    all.add(
        whole(
            "leaves its caller's lock",
            "void section() { lock.unlock(); lock.lock(); }",
            Obstacle.UNBALANCED));
    all.add(
        whole(
            "has a helper that keeps the lock",
            "void section() { lock.lock(); try { next(); } finally { lock.unlock(); } }"
                + " private void next() { lock.lock(); }",
            Obstacle.UNBALANCED));
    all.add(
        whole(
            "takes the lock of another object",
            "NAME other; void section() { other.lock.lock(); try { count++; } finally {"
                + " other.lock.unlock(); } }",
            Obstacle.NESTED_LOCK));
    all.add(
        whole(
            "has a helper that takes the lock of another object",
            "NAME other; void section() { lock.lock(); try { other.next(); } finally {"
                + " lock.unlock(); } } private void next() { lock.lock(); try { count++; } finally"
                + " { lock.unlock(); } }",
            Obstacle.UNKNOWN_CALL));

    // What nothing is known about
    all.add(inside("calls its argument", "return o.hashCode();", Obstacle.UNKNOWN_CALL));
    all.add(inside("hashes a key", "return map.get(o);", Obstacle.UNKNOWN_CALL));
    all.add(inside("puts among other keys", "return map.put(s, o);", Obstacle.UNKNOWN_CALL));
    all.add(inside("compares elements", "return list.contains(o);", Obstacle.UNKNOWN_CALL));
    all.add(inside("removes an element", "return list.remove(o);", Obstacle.UNKNOWN_CALL));
    all.add(inside("removes from a queue", "return queue.remove(o);", Obstacle.UNKNOWN_CALL));
    all.add(inside("fills what it was given", "return given.add(o);", Obstacle.UNKNOWN_CALL));
    all.add(
        inside(
            "runs a lambda",
            "Runnable r = () -> count++; r.run(); return n;",
            Obstacle.UNKNOWN_CALL));
    all.add(inside("prints", "System.out.println(n); return n;", Obstacle.UNKNOWN_CALL));
    all.add(inside("makes text of objects", "return s + o;", Obstacle.UNKNOWN_CALL));
    all.add(
        inside(
            "computes by function",
            "return atomic.updateAndGet(x -> x + n);",
            Obstacle.UNKNOWN_CALL));
    all.add(
        whole(
            "calls what may be overridden",
            "void section() { lock.lock(); try { next(); } finally { lock.unlock(); } }"
                + " void next() { count++; }",
            Obstacle.UNKNOWN_CALL));
    all.add(
        whole(
            "chooses between queues",
            "Object section(boolean b) { lock.lock(); try { Collection<Object> c = b ? queue :"
                + " given; return c.size(); } finally { lock.unlock(); } }",
            Obstacle.UNKNOWN_CALL));
    all.add(
        whole(
            "uses another class first",
            "static class Other { static int count; } int section() { lock.lock(); try { return"
                + " Other.count++; } finally { lock.unlock(); } }",
            Obstacle.INITIALISATION));
    all.add(
        whole(
            "uses its own class, which may be initialised elsewhere",
            "static int all = Integer.parseInt(\"1\"); int section() { lock.lock(); try { return"
                + " all++; } finally { lock.unlock(); } }",
            Obstacle.INITIALISATION));
    all.add(
        whole(
            "has a class for a constant",
            "static class Other {} Object section() { lock.lock(); try { return Other.class; }"
                + " finally { lock.unlock(); } }",
            Obstacle.INITIALISATION));
    all.replaceAll(p -> new Program(p.what(), p.members().replace("NAME", p.name()), p.obstacle()));
    return all;
  }

  private static final List<Program> PROGRAMS = programs();
  private static final Map<String, byte[]> CLASSES = compile();

  private static Map<String, byte[]> compile() {
    Map<String, String> sources = new HashMap<>();
    for (Program program : PROGRAMS) {
      sources.put(program.name(), program.source());
    }
    return InMemory.compile(sources);
  }

  static List<Program> sound() {
    return PROGRAMS.stream().filter(program -> program.obstacle() == null).toList();
  }

  static List<Program> unsound() {
    return PROGRAMS.stream().filter(program -> program.obstacle() != null).toList();
  }

  private static Combinable judge(Program program, boolean word) {
    ClassNode node = new ClassNode();
    new ClassReader(CLASSES.get(program.name())).accept(node, 0);
    String lock = program.members().contains(" ALL ") ? "ALL" : "lock";
    for (MethodNode method : node.methods) {
      if (method.name.equals("section")) {
        return new CombiningProof(node, lock, word).judge(method);
      }
    }
    throw new IllegalStateException("no section: " + program);
  }

  @ParameterizedTest
  @MethodSource("sound")
  void acceptsWhatAnyThreadMayRun(Program program) {
    Combinable section = judge(program, false);
    assertThat(section.reason()).isNull();
    assertThat(section.lifted()).isEmpty();
    assertThat(section.lock()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("unsound")
  void refusesWhatBelongsToItsThread(Program program) {
    Reason reason = judge(program, false).reason();
    assertThat(reason).isNotNull();
    assertThat(reason.obstacle()).as(reason.text()).isEqualTo(program.obstacle());
  }

  @ParameterizedTest
  @MethodSource("unsound")
  void theWordLiftsWhatItSpeaksOfAndNothingElse(Program program) {
    Combinable section = judge(program, true);
    if (program.obstacle().isLiftedByWord()) {
      assertThat(section.reason()).isNull();
      assertThat(section.lifted()).extracting(Reason::obstacle).contains(program.obstacle());
    } else {
      assertThat(section.reason()).isNotNull();
      assertThat(section.reason().obstacle()).isEqualTo(program.obstacle());
    }
  }
}
