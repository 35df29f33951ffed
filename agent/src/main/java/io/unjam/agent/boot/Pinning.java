package io.unjam.agent.boot;

import io.unjam.runtime.bridge.ThreadPins;
import io.unjam.runtime.hook.PinHooks;
import io.unjam.transformers.rule.Rule;
import io.unjam.transformers.rule.RuleFile;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to be in place before the first thread is bound to a processor, and what gives bound
 * threads their processors back. Used by one thread at a time.
 */
final class Pinning {

  private static final String VARIANT = "pin/pin";
  private static final int FIRST_RELEASE = 22;
  private static final String DENIED = "--illegal-native-access=deny";

  /** One entry per thread of this process. */
  private static final File THREADS = new File("/proc/self/task");

  private final Instrumentation instrumentation;
  private final Set<String> threadsBefore = new HashSet<>();
  private boolean inPlace;

  /** Has prepared nothing yet. */
  Pinning(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /**
   * Makes ready for the rules that ask for it.
   *
   * @return why no thread can be bound, by action and variant; empty where all is well or no rule
   *     asks for it
   */
  Map<String, String> withheld(RuleFile rules) {
    if (inPlace || of(rules).isEmpty()) {
      return Map.of();
    }
    String missing = prepare();
    inPlace = missing == null;
    return missing == null ? Map.of() : Map.of(VARIANT, missing);
  }

  /** The rules that bind threads. */
  private static List<Rule> of(RuleFile rules) {
    List<Rule> found = new ArrayList<>();
    for (Rule rule : rules.rules()) {
      if (rule.variant().action().equals("pin")) {
        found.add(rule);
      }
    }
    return found;
  }

  private @Nullable String prepare() {
    String system = System.getProperty("os.name", "");
    if (!system.equals("Linux")) {
      return "threads are bound on Linux alone, and this is " + system;
    }
    if (Runtime.version().feature() < FIRST_RELEASE) {
      return "it needs Java " + FIRST_RELEASE + " or later, and this is " + Runtime.version();
    }
    try {
      if (ManagementFactory.getRuntimeMXBean().getInputArguments().contains(DENIED)) {
        return "this JVM was started with " + DENIED;
      }
    } catch (LinkageError e) {
      return "without the module java.management it can't be asked whether native access is denied";
    }
    String[] threads = THREADS.list();
    if (threads != null) {
      threadsBefore.addAll(List.of(threads));
    }
    Attempt attempt = new Attempt(instrumentation);
    attempt.start();
    try {
      attempt.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the thread that prepares it was interrupted";
    }
    return attempt.failure;
  }

  /**
   * Makes the calls and tries them, in a thread of its own: the system remembers of a thread that
   * it was bound once, and of those that it starts, even where nothing was changed.
   */
  private static final class Attempt extends Thread {
    private final Instrumentation instrumentation;
    private @Nullable String failure;

    Attempt(Instrumentation instrumentation) {
      super(null, null, "unjam-pin", 0, false);
      this.instrumentation = instrumentation;
      setDaemon(true);
      setContextClassLoader(null);
    }

    @Override
    public void run() {
      try {
        NativeCalls calls = new NativeCalls(instrumentation);
        ByteBuffer mask = ByteBuffer.allocateDirect(ThreadPins.MASK_BYTES);
        failure =
            ThreadPins.serve(
                calls.function("gettid"),
                calls.function("sched_getaffinity", int.class, long.class, long.class),
                calls.function("sched_setaffinity", int.class, long.class, long.class),
                mask,
                calls.address(mask));
        // Loads what the hook needs, before it is called under a lock of the application.
        PinHooks.come(ThreadPins.number(""));
      } catch (InvocationTargetException e) {
        failure = "the C library can't be called: " + e.getCause();
      } catch (Throwable e) {
        // Whatever it is, the application starts, and no thread of it is bound.
        failure = "the C library can't be called: " + e;
      }
    }
  }

  /**
   * After a change of rules: what other rules bind now starts from anew, what the same rules bind
   * stays bound.
   */
  void changed(RuleFile from, RuleFile to) {
    List<Rule> old = of(from);
    List<Rule> next = of(to);
    boolean same = old.size() == next.size();
    for (int i = 0; same && i < old.size(); i++) {
      same = old.get(i).sameEffect(next.get(i));
    }
    if (!same) {
      release();
    }
  }

  /** Has threads looked at again that were looked at while edits were off. */
  void again() {
    ThreadPins.again();
  }

  /** Gives all bound threads their processors back, and those that inherited a binding. */
  void release() {
    if (!ThreadPins.everBound()) {
      ThreadPins.again();
      return;
    }
    List<Integer> others = new ArrayList<>();
    String[] threads = THREADS.list();
    for (String thread : threads == null ? new String[0] : threads) {
      if (!threadsBefore.contains(thread)) {
        others.add(Integer.valueOf(thread));
      }
    }
    int[] numbers = new int[others.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = others.get(i);
    }
    ThreadPins.release(numbers);
  }
}
