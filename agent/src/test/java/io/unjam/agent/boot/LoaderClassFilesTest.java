package io.unjam.agent.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.acme.Writer;
import io.unjam.agent.options.Options;
import io.unjam.transformers.classfile.ClassFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoaderClassFilesTest {

  private static final long FOR_EVER_MILLIS = 60_000;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Console console = new Console(new PrintStream(said, true, UTF_8), Options.Log.INFO);
  private final LoaderClassFiles files = new LoaderClassFiles(console, FOR_EVER_MILLIS);

  @AfterEach
  void ends() {
    files.end();
  }

  /** Counts what it is asked, and breaks on demand. */
  private static final class Counting extends ClassLoader {
    private final AtomicInteger asked = new AtomicInteger();

    Counting() {
      super(null);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      asked.incrementAndGet();
      if (name.equals("broken.class")) {
        throw new IllegalStateException("closed");
      }
      return name.equals("a/A.class") ? new ByteArrayInputStream(new byte[] {1}) : null;
    }

    @Override
    public boolean equals(Object other) {
      throw new AssertionError("a foreign loader's equals was called");
    }

    @Override
    public int hashCode() {
      throw new AssertionError("a foreign loader's hashCode was called");
    }
  }

  @Test
  void findsClassesOfTheApplicationAndOfTheJdk() {
    ClassFiles seen = files.of(Writer.class.getClassLoader());
    assertThat(seen.find("com/acme/Writer")).isNotEmpty();
    assertThat(seen.find("java/util/concurrent/ConcurrentHashMap")).isNotEmpty();
    assertThat(files.of(null).find("java/lang/Object")).isNotEmpty();
  }

  @Test
  void asksALoaderOnceForAFileThatIsThereOrIsNot() {
    Counting loader = new Counting();
    assertThat(files.of(loader).find("a/A")).containsExactly(1);
    assertThat(files.of(loader).find("a/A")).containsExactly(1);
    assertThat(files.of(loader).find("a/B")).isNull();
    assertThat(files.of(loader).find("a/B")).isNull();
    assertThat(loader.asked).hasValue(2);
  }

  /** Takes a lock for each file, as one does that keeps them in an archive of its own. */
  private static final class Locking extends ClassLoader {
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger asked = new AtomicInteger();

    Locking() {
      super("locking", null);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      asked.incrementAndGet();
      lock.lock();
      try {
        return name.equals("a/A.class") ? new ByteArrayInputStream(new byte[] {1}) : null;
      } finally {
        lock.unlock();
      }
    }
  }

  @Test
  void leavesAFileUnknownForOnceWhereItsLoaderWaitsForALockOfAnother() {
    LoaderClassFiles impatient = new LoaderClassFiles(console, 1);
    Locking loader = new Locking();
    loader.lock.lock();
    try {
      // The lock's holder, which is where the two wait for each other if it is asked in place.
      LoaderClassFiles.View first = impatient.of(loader);
      assertThat(first.unknown()).isNull();
      assertThat(first.find("a/A")).isNull();
      assertThat(first.unknown())
          .isEqualTo(
              "a/A.class is unknown, as the class loader 'locking' ("
                  + Locking.class.getName()
                  + ") did not answer within 1 ms");
      LoaderClassFiles.View second = impatient.of(loader);
      assertThat(second.find("a/B")).isNull();
      assertThat(second.unknown())
          .startsWith("a/B.class")
          .endsWith("has not answered yet when it was asked for a/A.class");
      assertThat(loader.asked).hasValueLessThanOrEqualTo(1);
      assertThat(said.toString(UTF_8).lines())
          .singleElement()
          .asString()
          .contains("'locking'", "did not hand out a/A.class in time");
    } finally {
      loader.lock.unlock();
    }
    await().until(() -> impatient.of(loader).find("a/A") != null);
    assertThat(loader.asked).hasValueLessThanOrEqualTo(4);
    impatient.end();
  }

  @Test
  void keepsAnInterruptOfTheThreadThatWaits() {
    Thread.currentThread().interrupt();
    assertThat(files.of(new Counting()).find("a/A")).containsExactly(1);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void asksThePlatformAloneForWhatOnlyItHas() {
    Counting loader = new Counting();
    assertThat(files.of(loader).find("java/lang/Object")).isNotEmpty();
    assertThat(loader.asked).hasValue(0);
  }

  @Test
  void asksNobodyOnceItHasEnded() {
    Counting loader = new Counting();
    files.end();
    assertThat(files.of(loader).find("a/A")).isNull();
    assertThat(loader.asked).hasValue(0);
    assertThat(files.of(Writer.class.getClassLoader()).find("com/acme/Writer")).isNotEmpty();
  }

  @Test
  void knowsNothingWhereALoaderBreaks() {
    assertThat(files.of(new Counting()).find("broken")).isNull();
  }

  @Test
  void saysOfALoaderThatWasLateTooOftenThatItIsNotAskedAnyMore() {
    LoaderClassFiles impatient = new LoaderClassFiles(console, 1);
    Locking loader = new Locking();
    for (int i = 0; i < 3; i++) {
      String name = "late/L" + i;
      loader.lock.lock();
      try {
        assertThat(impatient.of(loader).find(name)).isNull();
      } finally {
        loader.lock.unlock();
      }
      // Its late answer, after which it may be asked again.
      await()
          .until(
              () -> {
                LoaderClassFiles.View again = impatient.of(loader);
                return again.find(name) == null && again.unknown() == null;
              });
    }
    LoaderClassFiles.View view = impatient.of(loader);
    assertThat(view.find("a/A")).isNull();
    assertThat(view.unknown()).endsWith("is not asked any more, as it was late 3 times");
    impatient.end();
  }

  @Test
  void saysWhatALoaderThrew() {
    ClassLoader broken =
        new ClassLoader("broken", null) {
          @Override
          public InputStream getResourceAsStream(String name) {
            throw new AssertionError("no files today");
          }
        };
    LoaderClassFiles.View view = files.of(broken);
    assertThat(view.find("a/A")).isNull();
    assertThat(view.unknown())
        .contains("a/A.class", "'broken'")
        .endsWith("threw java.lang.AssertionError: no files today");
  }

  @Test
  void saysThatNobodyIsAskedOnceItHasEnded() {
    files.end();
    LoaderClassFiles.View view = files.of(new Counting());
    assertThat(view.find("a/A")).isNull();
    assertThat(view.unknown()).endsWith("was not asked, as the agent has ended");
  }
}
