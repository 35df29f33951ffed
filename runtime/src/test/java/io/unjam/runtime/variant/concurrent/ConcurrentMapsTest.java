package io.unjam.runtime.variant.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unjam.contract.LockedMapContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jol.info.GraphLayout;

/**
 * What stands in for a {@code Hashtable} and for a synchronized {@code HashMap} answers as they.
 */
@SuppressWarnings({"JdkObsolete", "HashtableContains"}) // they are what is stood in for
class ConcurrentMapsTest {
  private static final int THREADS = 4;

  static {
    // Sizes come from the JVM's own layout; an agent of JOL's isn't needed for them.
    System.setProperty("jol.skipDynamicAttach", "true");
  }

  private static <K, V> Hashtable<K, V> table() {
    return new ConcurrentHashtable<>(4, true);
  }

  private static <K, V> Map<K, V> nullable() {
    return new ConcurrentNullableMap<>(new HashMap<>(), 4, false);
  }

  @TestFactory
  Stream<DynamicTest> keepTheContract() {
    return Stream.of(
            LockedMapContract.ofTable("Hashtable", new Tables()),
            LockedMapContract.ofTable("concurrent Hashtable", new ConcurrentTables()),
            LockedMapContract.ofSynchronized("synchronized HashMap", new SynchronizedMaps()),
            LockedMapContract.ofSynchronized("concurrent HashMap", new ConcurrentMaps()))
        .flatMap(tests -> tests);
  }

  private static final class Tables implements LockedMapContract.Source {
    @Override
    public <K, V> Map<K, V> empty() {
      return new Hashtable<>();
    }
  }

  private static final class ConcurrentTables implements LockedMapContract.Source {
    @Override
    public <K, V> Map<K, V> empty() {
      return table();
    }
  }

  private static final class SynchronizedMaps implements LockedMapContract.Source {
    @Override
    public <K, V> Map<K, V> empty() {
      return Collections.synchronizedMap(new HashMap<>());
    }
  }

  private static final class ConcurrentMaps implements LockedMapContract.Source {
    @Override
    public <K, V> Map<K, V> empty() {
      return nullable();
    }
  }

  @Test
  void refuseNullsWhereTheOriginalDoes() {
    Hashtable<String, String> table = table();
    for (Runnable call :
        List.<Runnable>of(
            () -> table.put(null, "v"),
            () -> table.put("k", null),
            () -> table.putIfAbsent("k", null),
            () -> table.replace("k", null),
            () -> table.merge("k", null, (a, b) -> a),
            () -> nullable().merge("k", null, (a, b) -> a),
            () -> table.computeIfAbsent("k", null),
            () -> table.remove((Object) null))) {
      assertThatThrownBy(call::run).isInstanceOf(NullPointerException.class);
    }
    assertThatThrownBy(() -> new ConcurrentHashtable<>(-1, 4, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConcurrentHashtable<>(1, 0f, 4, true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void haveTheOlderMethodsOfATable() {
    Hashtable<Object, Object> table = table();
    table.put("a", 1);
    Enumeration<Object> keys = table.keys();
    assertThat(keys.nextElement()).isEqualTo("a");
    assertThat(keys.hasMoreElements()).isFalse();
    assertThat(table.elements().nextElement()).isEqualTo(1);
    assertThat(table.contains(1)).isTrue();
    Object copy = table.clone();
    table.put("self", table);
    assertThat(copy).isEqualTo(new Hashtable<>(Map.of("a", 1)));
    assertThat(copy).isInstanceOf(ConcurrentHashtable.class);
    assertThat(table.toString()).contains("self=(this Map)").contains("a=1");
    assertThat(table.hashCode()).isEqualTo(copy.hashCode() + "self".hashCode());
  }

  @Test
  void areWrittenAsTheOriginals() throws Exception {
    Hashtable<String, Integer> table = table();
    table.put("a", 1);
    Map<String, Integer> map = nullable();
    map.put(null, null);
    Object readTable = written(table);
    Object readMap = written(map);
    assertThat(readTable).isEqualTo(table).hasSameClassAs(new Hashtable<>());
    assertThat(readMap).isEqualTo(map).hasSameClassAs(Collections.synchronizedMap(new HashMap<>()));
  }

  private static Object written(Object object) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
  }

  /** No method is left to look at the superclass's table, also in a JDK that adds one. */
  @Test
  void inheritNoMethodOfTheOriginal() throws Exception {
    for (Method method : Hashtable.class.getDeclaredMethods()) {
      int modifiers = method.getModifiers();
      if (Modifier.isPublic(modifiers) && !Modifier.isStatic(modifiers) && !method.isBridge()) {
        assertThat(
                ConcurrentHashtable.class
                    .getMethod(method.getName(), method.getParameterTypes())
                    .getDeclaringClass())
            .as(method.toString())
            .isEqualTo(ConcurrentHashtable.class);
      }
    }
  }

  @Test
  void takeNoMoreWhenEmptyThanTheOriginals() {
    assertThat(size(table())).isLessThanOrEqualTo(size(new Hashtable<>()));
    assertThat(size(nullable()))
        .isLessThanOrEqualTo(size(Collections.synchronizedMap(new HashMap<>())));
  }

  private static long size(Object object) {
    return GraphLayout.parseInstance(object).totalSize();
  }

  @Test
  void loseNoUpdateOfAFunction() throws Exception {
    for (Map<String, Integer> map : List.<Map<String, Integer>>of(table(), nullable())) {
      together(
          () -> {
            for (int i = 0; i < 10_000; i++) {
              map.merge("k" + i % 3, 1, Integer::sum);
            }
          });
      assertThat(map.values().stream().mapToInt(v -> v).sum()).isEqualTo(THREADS * 10_000);
    }
  }

  /** A key that can't be hashed by two threads at once. */
  private static final class Alone {
    private static int inside;
    private final int hash;

    Alone(int hash) {
      this.hash = hash;
    }

    @Override
    public int hashCode() {
      inside++;
      for (int i = 0; i < 20; i++) {
        Thread.onSpinWait();
      }
      if (--inside != 0) {
        throw new IllegalStateException("two at once");
      }
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Alone alone && alone.hash == hash;
    }
  }

  @Test
  void runTheMethodsOfUnknownKeysOneAtATime() throws Exception {
    Map<Alone, Integer> map = table();
    together(
        () -> {
          for (int i = 0; i < 5_000; i++) {
            Alone key = new Alone(i % 7);
            map.put(key, i);
            map.get(key);
            map.putIfAbsent(key, i);
            map.remove(key);
          }
        });
    assertThat(map.isEmpty()).isTrue();
  }

  private static void together(Runnable work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(
            threads.submit(
                () -> {
                  start.await();
                  work.run();
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
