package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Writer;
import io.unjam.transformers.classfile.ClassFiles;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class LoaderClassFilesTest {

  private final LoaderClassFiles files = new LoaderClassFiles();

  /** Counts what it is asked, and breaks on demand. */
  private static final class Counting extends ClassLoader {
    private int asked;

    Counting() {
      super(null);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      asked++;
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
    assertThat(loader.asked).isEqualTo(2);
  }

  @Test
  void knowsNothingWhereALoaderBreaks() {
    assertThat(files.of(new Counting()).find("broken")).isNull();
  }
}
