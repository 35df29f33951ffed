package io.unjam.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand sites and a hundred thousand virtual threads, each write timed. */
class ManySitesIT {

  private static final int CLASSES = 100;
  private static final int SITES_EACH = 100;
  private static final int THREADS = 100_000;
  private static final int WRITES_EACH = 5;

  @TempDir Path folder;

  private Path compiled() throws Exception {
    Path sources = Files.createDirectory(folder.resolve("sources"));
    List<String> arguments = new ArrayList<>(List.of("-d", folder.resolve("classes").toString()));
    arguments.addAll(List.of("--release", "17", "-proc:none"));
    StringBuilder calls = new StringBuilder();
    for (int c = 0; c < CLASSES; c++) {
      StringBuilder text = new StringBuilder("package many; import java.util.concurrent.*;\n");
      text.append("class Sites").append(c).append(" { static void write(");
      text.append("ConcurrentHashMap<Object, Object> map, int site, Object key) { switch (site) {");
      for (int site = 0; site < SITES_EACH; site++) {
        text.append("\ncase ").append(site).append(": map.put(key, key); break;");
      }
      text.append("\ndefault: throw new AssertionError(); } } }");
      Path source = Files.writeString(sources.resolve("Sites" + c + ".java"), text);
      arguments.add(source.toString());
      calls.append("case ").append(c).append(": Sites").append(c).append(".write(map, ");
      calls.append("site % ").append(SITES_EACH).append(", key); break;\n");
    }
    String main =
        """
        package many;
        import java.lang.reflect.Method;
        import java.util.concurrent.*;
        public class Main {
          static final ConcurrentHashMap<Object, Object> map = new ConcurrentHashMap<>();
          public static void main(String[] arguments) throws Exception {
            Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
            CountDownLatch over = new CountDownLatch(%d);
            for (int t = 0; t < %d; t++) {
              int thread = t;
              start.invoke(null, (Runnable) () -> {
                for (int i = 0; i < %d; i++) {
                  write((thread * %d + i) %% %d, i);
                }
                over.countDown();
              });
            }
            over.await();
            System.out.println("done");
          }
          static void write(int site, Object key) {
            switch (site / %d) {
              %s
              default: throw new AssertionError();
            }
          }
        }
        """
            .formatted(
                THREADS,
                THREADS,
                WRITES_EACH,
                WRITES_EACH,
                CLASSES * SITES_EACH,
                SITES_EACH,
                calls);
    arguments.add(Files.writeString(sources.resolve("Main.java"), main).toString());
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
    return folder.resolve("classes");
  }

  @Test
  void stayUnderTheCapAndAreCountedExactly() throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("rules.unjam.yaml"),
            """
            version: 1
            rules:
              - name: measure
                at: { package: many }
                time: { sample: 1 }
            """);
    Path report = folder.resolve("report.json");
    ChildJvm.Result result =
        TestJdk.all()
            .filter(it -> it.feature() == 25)
            .findFirst()
            .orElseThrow()
            .jvm(folder)
            .agent("rules=" + rules + ",report=" + report)
            .with("-Xmx512m", "-cp", compiled().toString(), "many.Main")
            .run();
    assertThat(result.out()).as(result.err()).isEqualToIgnoringNewLines("done");

    JsonObject summary = JsonParser.parseString(Files.readString(report)).getAsJsonObject();
    long operations = 0;
    int sites = 0;
    for (JsonElement each : summary.getAsJsonArray("latency")) {
      operations += each.getAsJsonObject().get("operations").getAsLong();
      sites++;
    }
    assertThat(sites).isEqualTo(CLASSES * SITES_EACH);
    assertThat(operations).isEqualTo((long) THREADS * WRITES_EACH);
    JsonObject memory = summary.getAsJsonObject("memory");
    assertThat(memory.get("cap").getAsLong()).isEqualTo(32L << 20);
    assertThat(memory.get("used").getAsLong()).isLessThanOrEqualTo(32L << 20);
  }
}
