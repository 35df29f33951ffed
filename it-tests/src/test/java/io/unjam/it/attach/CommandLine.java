package io.unjam.it.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import java.time.Duration;

/** {@code java -jar unjam.jar}, as a user types it, on one JDK. */
public record CommandLine(Jdk jdk) {

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  /** That of the finished jar on a JDK of a major version. */
  public static CommandLine of(int version) {
    return new CommandLine(Jdk.require(version));
  }

  /** Runs a command, whatever comes of it. */
  public Result run(String... arguments) throws Exception {
    return JavaProcess.of(jdk).jar(FinishedJar.UNJAM.path(), arguments).run(AT_MOST);
  }

  /** Runs a command that must succeed. */
  public String done(String... arguments) throws Exception {
    Result result = run(arguments);
    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stderr()).as(result::describe).isEmpty();
    return result.stdout();
  }

  /** Runs a command that must succeed and print JSON. */
  public JsonElement json(String... arguments) throws Exception {
    return JsonParser.parseString(done(arguments));
  }

  /** Runs a command that must fail, saying why and printing nothing else. */
  public String refused(String... arguments) throws Exception {
    Result result = run(arguments);
    assertThat(result.exit()).as(result::describe).isEqualTo(1);
    assertThat(result.stdout()).as(result::describe).isEmpty();
    assertThat(result.stderr()).as(result::describe).doesNotContain("\tat ");
    return result.stderr();
  }
}
