package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.runtime.variant.striped.StripedMonitor;
import io.unjam.runtime.variant.striped.StripedReadWriteLock;
import io.unjam.runtime.variant.striped.StripedReentrantLock;
import io.unjam.runtime.variant.striped.StripedTable;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.classfile.ClassFiles;
import io.unjam.transformers.proof.InMemory;
import io.unjam.transformers.proof.striping.StripingPrograms;
import io.unjam.transformers.proof.striping.StripingPrograms.Program;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the proof accepts runs as it did. Threads with keys of their own get the same answer to
 * every step as from the original with one thread, whatever the schedule; threads that share keys
 * lose no update; and programs that the proof refuses are left as they are, byte for byte.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StripedProgramsTest {
  private static final long SEED = 20261124;
  private static final int THREADS = 4;
  private static final int STEPS = 400;
  private static final List<Program> SOUND = StripingPrograms.sound(SEED);
  private static final List<Program> UNSOUND = StripingPrograms.unsound(SEED);
  private static final Map<String, byte[]> CLASSES = compile();
  private static final ClassFiles FILES =
      name -> {
        byte[] bytes = CLASSES.get(name.replace('/', '.'));
        return bytes == null ? ClassBytes.ALL.find(name) : bytes;
      };

  private static Map<String, byte[]> compile() {
    Map<String, String> sources = new HashMap<>(StripingPrograms.SUPPORT);
    Stream.concat(SOUND.stream(), UNSOUND.stream())
        .forEach(program -> sources.put(program.name(), program.source()));
    return InMemory.compile(sources);
  }

  static List<Program> sound() {
    return SOUND;
  }

  static byte[] classFile(Program program) {
    return CLASSES.get(program.name());
  }

  static List<Program> unsound() {
    return UNSOUND.stream().filter(program -> !program.beside()).toList();
  }

  static Rewritten rewrite(Program program) {
    List<String> words = new ArrayList<>(List.of("class-identity-unused"));
    if (program.words().journalOrderAcrossKeys()) {
      words.add("journal-order-across-keys");
    }
    if (program.words().journalThreadSafe()) {
      words.add("journal-thread-safe");
    }
    if (program.words().orderUnused()) {
      words.add("order-unused");
    }
    String guards = program.isOfTwo() ? "map, second" : "map";
    String rules =
        """
          - name: striped
            at: { class: CLASS, lock: LOCK }
            lock: { variant: striped, stripes: 8, guards: [GUARDS] }
            assume: WORDS
        """
            .replace("CLASS", program.name())
            .replace("GUARDS", guards)
            .replace("LOCK", program.lock())
            .replace("WORDS", words.toString());
    Rewriter rewriter = new Rewriter(Rules.of(rules), new RewriterTest.CountingIds());
    byte[] classFile = CLASSES.get(program.name());
    // As the JVM does: what a class is loaded with first, then the edits.
    Reshaped form = rewriter.reshape(program.name(), classFile, FILES);
    if (form == null) {
      return rewriter.rewrite(classFile, FILES);
    }
    assertThat(form.failure()).as(program.source()).isNull();
    return rewriter.rewrite(form.classFile(), FILES);
  }

  /** One program's classes, the edited one among them or not. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes;

    Loader(Map<String, byte[]> classes) {
      super(StripedProgramsTest.class.getClassLoader());
      this.classes = classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  /** A table, by the interface that all programs implement in loaders of their own. */
  record Table(Object table, MethodHandle step, MethodHandle copy) {
    static Table load(Program program, byte[] edited) throws Exception {
      Map<String, byte[]> classes = new HashMap<>(CLASSES);
      if (edited != null) {
        classes.put(program.name(), edited);
      }
      return of(Class.forName(program.name(), true, new Loader(classes)));
    }

    private static Table of(Class<?> type) throws Exception {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      Object table = constructor.newInstance();
      return new Table(
          table,
          lookup.unreflect(type.getMethod("step", int.class, int.class, int.class)).bindTo(table),
          lookup.unreflect(type.getMethod("copy")).bindTo(table));
    }

    /** A new one, of the same class unless that has fields of its own. */
    Table another(Program program, byte[] edited) throws Exception {
      boolean shares = program.source().contains(" static ");
      return shares ? load(program, edited) : of(table.getClass());
    }

    /** The answer, or the class of what was thrown. */
    Object step(int key, int value) {
      try {
        return String.valueOf(step.invoke(0, key, value));
      } catch (Throwable thrown) {
        return thrown.getClass();
      }
    }

    Object copied() throws Throwable {
      return String.valueOf(new java.util.TreeMap<>(textually((Map<?, ?>) copy.invoke())));
    }

    private static Map<String, String> textually(Map<?, ?> map) {
      Map<String, String> text = new HashMap<>();
      map.forEach((key, value) -> text.put(String.valueOf(key), String.valueOf(value)));
      return text;
    }

    /** Has keys pass each other from now on, whatever the lock is. */
    void split(Program program) throws Exception {
      if (program.isMonitor()) {
        monitor().split();
      } else if (!program.isReadWrite()) {
        lock().split();
      }
    }

    StripedReentrantLock lock() throws Exception {
      return (StripedReentrantLock) field("lock");
    }

    StripedReadWriteLock sharedLock() throws Exception {
      return (StripedReadWriteLock) field("lock");
    }

    StripedMonitor monitor() throws Exception {
      return (StripedMonitor) ((StripedTable) field("map")).guard();
    }

    private Object field(String name) throws Exception {
      Field field = table.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return field.get(table);
    }
  }

  /** What one thread does: keys of its own, in an order of its own. */
  private static List<Object> run(Table table, int thread) {
    Random random = new Random(SEED + thread);
    List<Object> answers = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      answers.add(table.step(thread + THREADS * random.nextInt(12), random.nextInt(24) - 8));
    }
    return answers;
  }

  @ParameterizedTest
  @MethodSource("sound")
  void threadsWithKeysOfTheirOwnGetTheAnswersOfTheOriginal(Program program) throws Throwable {
    Rewritten rewritten = rewrite(program);
    assertThat(rewritten.failure()).as(program.source()).isNull();
    assertThat(rewritten.edited()).as(program.source()).isNotNull();
    Table original = Table.load(program, null);
    Table striped = Table.load(program, rewritten.edited());
    List<List<Object>> expected = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      expected.add(run(original, t));
    }

    StripedReentrantLock lock =
        program.isMonitor() || program.isReadWrite() ? null : striped.lock();
    striped.split(program);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier begin = new CyclicBarrier(THREADS);
      List<Future<List<Object>>> answers = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int thread = t;
        Callable<List<Object>> task =
            () -> {
              begin.await();
              return run(striped, thread);
            };
        answers.add(pool.submit(task));
      }
      for (int t = 0; t < THREADS; t++) {
        assertThat(answers.get(t).get()).as(program.source()).isEqualTo(expected.get(t));
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(striped.copied()).isEqualTo(original.copied());
    if (lock != null) {
      assertThat(lock.keyedSections()).isPositive();
      assertThat(lock.isLocked()).isFalse();
      assertThat(lock.isWholeForGood()).isFalse();
    } else if (program.isReadWrite()) {
      StripedReadWriteLock shared = striped.sharedLock();
      assertThat(shared.keyedSections()).as(program.source()).isPositive();
      assertThat(shared.isWriteLocked()).isFalse();
      assertThat(shared.getReadLockCount()).isZero();
      assertThat(shared.isWholeForGood()).isFalse();
    } else {
      assertThat(striped.monitor().keyedSections()).as(program.source()).isPositive();
      assertThat(striped.monitor().isWholeForGood()).isFalse();
    }
  }

  static List<Program> counting() {
    return SOUND.stream()
        .filter(
            program ->
                program.pattern().startsWith("merge")
                    || program.pattern().startsWith("read then write"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("counting")
  void threadsThatShareKeysLoseNoUpdate(Program program) throws Throwable {
    Table striped = Table.load(program, rewrite(program).edited());
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier begin = new CyclicBarrier(THREADS);
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        Callable<Object> task =
            () -> {
              begin.await();
              for (int i = 0; i < 2_000; i++) {
                striped.step(i % 5, 1);
              }
              return "done";
            };
        all.add(pool.submit(task));
      }
      for (Future<?> each : all) {
        assertThat(each.get()).isEqualTo("done");
      }
    } finally {
      pool.shutdownNow();
    }
    int sum = 0;
    for (Object value : ((Map<?, ?>) striped.copy().invoke()).values()) {
      sum += (Integer) value;
    }
    assertThat(sum).isEqualTo(THREADS * 2_000);
  }

  @ParameterizedTest
  @MethodSource("unsound")
  void whatIsRefusedIsLeftAsItIs(Program program) {
    Rewritten rewritten = rewrite(program);

    assertThat(rewritten.failure()).as(program.source()).isNull();
    assertThat(rewritten.edited()).as(program.source()).isNull();
  }
}
