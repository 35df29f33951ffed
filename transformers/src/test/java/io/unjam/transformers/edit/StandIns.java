package io.unjam.transformers.edit;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The simplest classes that edited code can link to. Each says what it was asked for. */
final class StandIns {
  private static final Map<String, String> SOURCES =
      Map.of(
          "io.unjam.runtime.variant.ShardedConcurrentHashMap",
          """
          package io.unjam.runtime.variant;
          import java.util.Map;
          import java.util.concurrent.ConcurrentHashMap;
          public class ShardedConcurrentHashMap<K, V> extends ConcurrentHashMap<K, V> {
            public final int shards;
            public ShardedConcurrentHashMap(int shards) { this.shards = shards; }
            public ShardedConcurrentHashMap(int capacity, int shards) {
              super(capacity); this.shards = shards; }
            public ShardedConcurrentHashMap(int capacity, float load, int shards) {
              super(capacity, load); this.shards = shards; }
            public ShardedConcurrentHashMap(int capacity, float load, int level, int shards) {
              super(capacity, load, level); this.shards = shards; }
            public ShardedConcurrentHashMap(Map<? extends K, ? extends V> map, int shards) {
              super(map); this.shards = shards; }
          }
          """,
          "io.unjam.runtime.hook.MapHooks",
          """
          package io.unjam.runtime.hook;
          import io.unjam.runtime.variant.ShardedConcurrentHashMap;
          import java.util.Map;
          import java.util.concurrent.ConcurrentHashMap;
          import java.util.concurrent.ConcurrentHashMap.KeySetView;
          public class MapHooks {
            public static ConcurrentHashMap newSharded(int shards) {
              return new ShardedConcurrentHashMap(shards); }
            public static ConcurrentHashMap newSharded(int shards, int capacity) {
              return new ShardedConcurrentHashMap(capacity, shards); }
            public static ConcurrentHashMap newSharded(int shards, Map map) {
              return new ShardedConcurrentHashMap(map, shards); }
            public static final java.util.List<Integer> ROOMS = new java.util.ArrayList<>();
            public static int roomFor(int asked, int capacity) {
              ROOMS.add(asked); return Math.max(asked, capacity); }
            public static int levelFor(int asked, int capacity) {
              ROOMS.add(asked); return Math.max(asked, capacity); }
            public static ConcurrentHashMap newPresized(int capacity) {
              ROOMS.add(-1); return new ConcurrentHashMap(capacity); }
            public static ConcurrentHashMap newPresized(int capacity, int asked) {
              ROOMS.add(asked); return new ConcurrentHashMap(capacity); }
            public static KeySetView newPresizedKeySet(int capacity) {
              ROOMS.add(-1); return ConcurrentHashMap.newKeySet(capacity); }
            public static KeySetView newPresizedKeySet(int capacity, int asked) {
              ROOMS.add(asked); return ConcurrentHashMap.newKeySet(capacity); }
            public static KeySetView newShardedKeySet(int shards) {
              return new ShardedConcurrentHashMap(shards).keySet(true); }
            public static KeySetView newShardedKeySetOfCapacity(int capacity, int shards) {
              return new ShardedConcurrentHashMap(capacity, shards).keySet(true); }
            public static KeySetView shardedKeySetReference(int shards, int capacity) {
              return new ShardedConcurrentHashMap(capacity, shards).keySet(true); }
          }
          """,
          "io.unjam.runtime.variant.HotKeyConcurrentHashMap",
          """
          package io.unjam.runtime.variant;
          import java.util.Map;
          import java.util.concurrent.ConcurrentHashMap;
          public class HotKeyConcurrentHashMap<K, V> extends ConcurrentHashMap<K, V> {
            public final int shards;
            public HotKeyConcurrentHashMap(int shards) { this.shards = shards; }
            public HotKeyConcurrentHashMap(int capacity, int shards) {
              super(capacity); this.shards = shards; }
            public HotKeyConcurrentHashMap(int capacity, float load, int shards) {
              super(capacity, load); this.shards = shards; }
            public HotKeyConcurrentHashMap(int capacity, float load, int level, int shards) {
              super(capacity, load, level); this.shards = shards; }
            public HotKeyConcurrentHashMap(Map<? extends K, ? extends V> map, int shards) {
              super(map); this.shards = shards; }
          }
          """,
          "io.unjam.runtime.hook.HotKeyHooks",
          """
          package io.unjam.runtime.hook;
          import io.unjam.runtime.variant.HotKeyConcurrentHashMap;
          import java.util.Map;
          import java.util.concurrent.ConcurrentHashMap;
          import java.util.concurrent.ConcurrentHashMap.KeySetView;
          public class HotKeyHooks {
            public static ConcurrentHashMap newMap(int shards) {
              return new HotKeyConcurrentHashMap(shards); }
            public static ConcurrentHashMap newMap(int shards, int capacity) {
              return new HotKeyConcurrentHashMap(capacity, shards); }
            public static ConcurrentHashMap newMap(int shards, Map map) {
              return new HotKeyConcurrentHashMap(map, shards); }
            public static KeySetView newKeySet(int shards) {
              return new HotKeyConcurrentHashMap(shards).keySet(true); }
            public static KeySetView newKeySetOfCapacity(int capacity, int shards) {
              return new HotKeyConcurrentHashMap(capacity, shards).keySet(true); }
            public static KeySetView keySetReference(int shards, int capacity) {
              return new HotKeyConcurrentHashMap(capacity, shards).keySet(true); }
          }
          """,
          "io.unjam.runtime.hook.GetFirstHooks",
          """
          package io.unjam.runtime.hook;
          import java.util.Map;
          import java.util.function.Function;
          public class GetFirstHooks {
            public static Object computeIfAbsent(Map map, Object key, Function function) {
              TimeHooks.EVENTS.add("first"); return map.computeIfAbsent(key, function); }
            public static Object putIfAbsent(Map map, Object key, Object value) {
              TimeHooks.EVENTS.add("first"); return map.putIfAbsent(key, value); }
            public static Object put(Map map, Object key, Object value) {
              TimeHooks.EVENTS.add("first"); return map.put(key, value); }
          }
          """,
          "io.unjam.runtime.hook.TimeHooks",
          """
          package io.unjam.runtime.hook;
          public class TimeHooks {
            public static final java.util.List<String> EVENTS = new java.util.ArrayList<>();
            public static long begin(int site) { EVENTS.add("begin"); return 1L << 40 | site; }
            public static Object map;
            public static Object key;
            public static void end(long started, Object writtenTo, Object written, int site) {
              if (started != (1L << 40 | site)) throw new AssertionError(started);
              map = writtenTo;
              key = written;
              EVENTS.add("end"); }
          }
          """,
          "io.unjam.runtime.hook.YieldHooks",
          """
          package io.unjam.runtime.hook;
          public class YieldHooks {
            public static final java.util.List<String> EVENTS = new java.util.ArrayList<>();
            public static Runnable step = () -> {};
            public static void stripped() { EVENTS.add("stripped"); }
            public static int await(int rounds) {
              EVENTS.add("await " + rounds); step.run(); return rounds + 1; }
          }
          """,
          "io.unjam.runtime.hook.TimedMapReferences",
          """
          package io.unjam.runtime.hook;
          import java.util.Map;
          public class TimedMapReferences {
            public static Object put(int site, Map map, Object key, Object value) {
              TimeHooks.EVENTS.add("reference"); return map.put(key, value); }
            public static Object remove(int site, Map map, Object key) {
              TimeHooks.EVENTS.add("reference"); return map.remove(key); }
          }
          """);

  private static final Map<String, byte[]> COMPILED = compile();

  private StandIns() {}

  /** The class files, by binary name. */
  static Map<String, byte[]> compiled() {
    return COMPILED;
  }

  private static Map<String, byte[]> compile() {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, ByteArrayOutputStream> outputs = new HashMap<>();
    List<JavaFileObject> sources = new ArrayList<>();
    SOURCES.forEach((name, text) -> sources.add(new Source(name, text)));
    StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null);
    JavaFileManager manager =
        new ForwardingJavaFileManager<>(standard) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mem:///" + name + ".class"), kind) {
              @Override
              public OutputStream openOutputStream() {
                return outputs.computeIfAbsent(name, n -> new ByteArrayOutputStream());
              }
            };
          }
        };
    List<String> options = List.of("-proc:none", "-Xlint:none", "-nowarn");
    if (!compiler.getTask(null, manager, null, options, null, sources).call()) {
      throw new IllegalStateException("the stand-ins don't compile");
    }
    Map<String, byte[]> compiled = new HashMap<>();
    outputs.forEach((name, bytes) -> compiled.put(name, bytes.toByteArray()));
    return compiled;
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("mem:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
