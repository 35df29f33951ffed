package io.unjam.agent.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionReaderTest {

  @TempDir Path folder;

  private static OptionReader.Result read(String argument) {
    return OptionReader.read(argument, new Properties(), Map.of());
  }

  private static Properties property(String key, String value) {
    Properties properties = new Properties();
    properties.setProperty(key, value);
    return properties;
  }

  @Test
  void hasDefaultsForEverything() {
    OptionReader.Result result = OptionReader.read(null, new Properties(), Map.of());
    assertThat(result.errors()).isEmpty();
    assertThat(result.options())
        .isEqualTo(
            new Options(
                List.of(),
                Options.Log.INFO,
                false,
                Options.Report.OFF,
                null,
                null,
                0,
                32 << 20,
                false,
                Options.Live.OFF));
  }

  @Test
  void takesTrueForOnAndFalseForOff() {
    assertThat(read("watch=true").options().watch()).isTrue();
    assertThat(read("watch=on").options().watch()).isTrue();
    assertThat(read("watch=false").options().watch()).isFalse();
    assertThat(read("watch=true,jmx=false").errors()).isEmpty();
    assertThat(read("watch=yes").errors())
        .containsExactly("agent argument: 'watch' is on or off, not 'yes'");
  }

  @Test
  void tellsWhatShowsTheRunWhileItGoesOn() {
    assertThat(read("prometheus=9404,jmx=on,jfr=on,spikes=log").options().live())
        .isEqualTo(new Options.Live(9404, true, true, true));
    assertThat(read("prometheus=0").options().live().prometheus()).isZero();
    assertThat(read("prometheus=off").options().live()).isEqualTo(Options.Live.OFF);
    for (String wrong : List.of("on", "-1", "65536", "127.0.0.1:80", "")) {
      assertThat(read("prometheus=" + wrong).errors())
          .containsExactly(
              "agent argument: 'prometheus' is off or the number of a port, 0 to 65535, not '"
                  + wrong
                  + "'");
    }
  }

  @Test
  void takesTheArgumentBeforeThePropertyBeforeTheEnvironmentBeforeTheFile() throws IOException {
    Path config = Files.writeString(folder.resolve("c"), "# ours\nlog = off\non-error=fail\n");
    Properties properties = property("unjam.log", "debug");
    Map<String, String> environment =
        Map.of("UNJAM_LOG", "info", "UNJAM_CONFIG", config.toString());

    assertThat(OptionReader.read("log=off", properties, environment).options().log())
        .isEqualTo(Options.Log.OFF);
    assertThat(OptionReader.read("", properties, environment).options().log())
        .isEqualTo(Options.Log.DEBUG);
    assertThat(OptionReader.read("", new Properties(), environment).options().log())
        .isEqualTo(Options.Log.INFO);
    Options lowest = read("config=" + config).options();
    assertThat(lowest.log()).isEqualTo(Options.Log.OFF);
    assertThat(lowest.failOnError()).isTrue();
  }

  @Test
  void takesABudgetAsAShareAndMemoryAsASize() {
    Options options = read("budget=0.5%,memory=8M").options();
    assertThat(options.budget()).isEqualTo(0.005);
    assertThat(options.memory()).isEqualTo(8 << 20);
    assertThat(read("budget=off,memory=1g").options().budget()).isZero();
    for (String wrong : List.of("1", "0%", "101%", "-1%", "one%", "")) {
      assertThat(read("budget=" + wrong).errors())
          .containsExactly(
              "agent argument: 'budget' is off or a share as 1%, more than 0% and at most 100%,"
                  + " not '"
                  + wrong
                  + "'");
    }
    for (String wrong : List.of("32", "0m", "1k", "9g", "999999999g", "32 m")) {
      assertThat(read("memory=" + wrong).errors())
          .containsExactly(
              "agent argument: 'memory' is a size as 32m, from 64k to 8g, not '" + wrong + "'");
    }
  }

  @Test
  void takesSeveralRuleFilesInOrder() {
    assertThat(read("rules=a.yaml,log=debug,rules=b.yaml;c\\,d.yaml").options().rules())
        .containsExactly(Path.of("a.yaml"), Path.of("b.yaml"), Path.of("c,d.yaml"));
  }

  @Test
  void tellsWhereTheReportGoes() {
    assertThat(read("report=exit").options().report()).isEqualTo(Options.Report.EXIT);
    assertThat(read("report=x.json").options().report().file()).isEqualTo(Path.of("x.json"));
  }

  @Test
  void refusesUnknownKeysWithTheNearestOne() throws IOException {
    Path config = Files.writeString(folder.resolve("c"), "\nrepot=exit\n");
    assertThat(read("rulez=a").errors())
        .containsExactly("agent argument: there is no option 'rulez'; did you mean 'rules'?");
    assertThat(OptionReader.read("", property("unjam.lgo", "off"), Map.of()).errors())
        .containsExactly(
            "system property unjam.lgo: there is no option 'lgo'; did you mean 'log'?");
    assertThat(read("config=" + config).errors())
        .containsExactly(config + ":2: there is no option 'repot'; did you mean 'report'?");
  }

  @Test
  void refusesWrongValuesAndNamesTheRightOnes() {
    assertThat(read("log=debgu").errors())
        .containsExactly(
            "agent argument: 'log' is info, debug or off, not 'debgu'; did you mean 'debug'?");
    assertThat(read("gateway.yaml").errors())
        .containsExactly(
            "agent argument: 'gateway.yaml' has no value; options are written key=value;"
                + " did you mean 'rules=gateway.yaml'?");
    assertThat(read("rules=").errors()).containsExactly("agent argument: 'rules' names no file");
  }

  @Test
  void leavesVariablesOfOrchestratorsAlone() {
    OptionReader.Result result =
        OptionReader.read("", new Properties(), Map.of("UNJAM_PORT", "tcp://10.0.0.1:80"));
    assertThat(result.errors()).isEmpty();
    assertThat(result.remarks()).hasSize(1);
  }

  @Test
  void isDocumentedInOneTableThatSaysTheSame() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "options.md"));
    for (Key key : Key.values()) {
      assertThat(page)
          .contains(
              String.join(
                  " | ",
                  "| `" + key.key() + "`",
                  key.takes(),
                  key.defaultValue(),
                  "`" + key.property() + "`",
                  "`" + key.variable() + "`",
                  key.doc() + " |\n"));
    }
    assertThat(page.lines().filter(line -> line.startsWith("| `"))).hasSize(Key.values().length);
  }
}
