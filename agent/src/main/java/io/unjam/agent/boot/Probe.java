package io.unjam.agent.boot;

import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Measure;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.SiteCounts;
import io.unjam.transformers.catalog.Catalog;
import io.unjam.transformers.catalog.Variant;
import io.unjam.transformers.edit.Rewriter;
import io.unjam.transformers.edit.SiteIds;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.rule.Glob;
import io.unjam.transformers.rule.Location;
import io.unjam.transformers.rule.Place;
import io.unjam.transformers.rule.Rule;
import io.unjam.transformers.rule.RuleFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The self-test: an application class in miniature, in a class loader of its own, is loaded, goes
 * through the very transformer that serves the application, writes into a map, and the write has to
 * be in the recorder afterwards. So what is proven is the whole way: the JVM calls the transformer,
 * the edit verifies, the hook is found from an ordinary loader, and it works.
 */
final class Probe {

  private static final String NAME = "io.unjam.probe.WriteProbe";
  private static final String KEY = "unjam self-test";

  private final ProbeLoader loader = new ProbeLoader(ClassLoader.getSystemClassLoader());
  private final Rewriter rewriter = new Rewriter(rules(), new OneSite());

  /** Times every write of the probe. Made here, as reading it from a text takes as long again. */
  private static RuleFile rules() {
    Location here = new Location(KEY, 1, 1);
    Place place = new Place(here, new Glob(NAME), null, null, null, null, null, null);
    Variant time = Objects.requireNonNull(Catalog.find("time", "time"));
    Map<String, Object> options = Map.of("sample", 1L, Catalog.METHOD_WAITS, false);
    Rule rule = new Rule(KEY, here, place, time, options, List.of());
    return new RuleFile(KEY, List.of(rule));
  }

  /**
   * Rewrites the self-test's class without loading it, so that what rewriting needs is there.
   *
   * @throws IOException if the class can't be read
   */
  void rehearse() throws IOException {
    rewriter.rewrite(bytes(), new LoaderClassFiles(null).of(null));
  }

  /** The loader whose classes belong to the self-test. */
  ClassLoader loader() {
    return loader;
  }

  /** Rewrites the self-test's class. */
  Rewriter rewriter() {
    return rewriter;
  }

  /**
   * Runs the test.
   *
   * @throws SelfTestFailure if rewriting doesn't work in this JVM
   */
  void run() throws SelfTestFailure {
    try {
      Runnable probe = (Runnable) loader.define().getDeclaredConstructor().newInstance();
      probe.run();
    } catch (ReflectiveOperationException | IOException | RuntimeException | LinkageError e) {
      throw new SelfTestFailure("a rewritten class does not run: " + e, e);
    }
    int site = SiteTable.register(KEY, KEY, NAME, "run", 0, KEY, 0);
    SiteCounts counts = Recorder.SHARED.next().site(site, Measure.OPERATION);
    if (counts == null || counts.sampled() != 1) {
      throw new SelfTestFailure("a rewritten write was not recorded");
    }
  }

  private static byte[] bytes() throws IOException {
    try (InputStream in =
        Probe.class.getClassLoader().getResourceAsStream(NAME.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new IOException(NAME + " is not in the agent's jar");
      }
      return in.readAllBytes();
    }
  }

  /** All sites of the probe are one. */
  private static final class OneSite implements SiteIds {
    @Override
    public int idOf(Decision decision) {
      return SiteTable.register(KEY, KEY, NAME, "run", 0, KEY, 1);
    }
  }

  /** Defines the probe and nothing else. */
  private static final class ProbeLoader extends ClassLoader {
    ProbeLoader(ClassLoader parent) {
      super("unjam self-test", parent);
    }

    Class<?> define() throws IOException {
      byte[] bytes = bytes();
      return defineClass(NAME, bytes, 0, bytes.length);
    }
  }
}
