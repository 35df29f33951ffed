package io.unjam.transformers.rule.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.unjam.transformers.catalog.Option;
import io.unjam.transformers.rule.Location;
import io.unjam.transformers.rule.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

class RuleParserTest {
  static final Path VALID =
      Path.of("src/test/resources/io/unjam/transformers/rule/parse/valid.unjam.yaml");

  @TempDir Path folder;

  @Test
  void readsEveryPartOfTheModelWithItsPlace() throws IOException {
    List<Rule> rules = RuleParser.parse("v.yaml", Files.readString(VALID)).ruleFile().rules();

    assertThat(rules).hasSize(7);
    Rule striped = rules.get(0);
    assertThat(striped.name()).isEqualTo("route table");
    assertThat(striped.location()).isEqualTo(new Location("v.yaml", 4, 5));
    assertThat(striped.place().location()).isEqualTo(new Location("v.yaml", 5, 9));
    assertThat(striped.place().className()).hasToString("com.acme.gateway.RouteTable");
    assertThat(striped.place().lock()).isEqualTo("lock");
    assertThat(striped.variant().name()).isEqualTo("striped");
    assertThat(striped.intOption("stripes")).isEqualTo(64);
    assertThat(striped.options()).containsEntry("guards", List.of("routes"));
    assertThat(striped.assumes("journal-order-across-keys")).isTrue();
    assertThat(striped.assumptions().get(0).location()).isEqualTo(new Location("v.yaml", 7, 14));

    assertThat(rules.get(1).place().field()).isEqualTo("sessions");
    assertThat(rules.get(1).intOption("shards")).isEqualTo(64);
    assertThat(rules.get(2).place().packageName()).hasToString("com.acme");
    assertThat(rules.get(3).place().allocation())
        .isEqualTo("java.util.concurrent.locks.ReentrantLock");
    assertThat(rules.get(5).place().method()).hasToString("add*");
    assertThat(rules.get(5).place().call()).isEqualTo("java.util.Map.put");
    assertThat(rules.get(5).intOption("sample")).as("default").isEqualTo(16);
    assertThat(rules.get(6).variant().name()).isEqualTo("strip");
  }

  @Test
  void aMapGetsSixtyFourShardsWhereTheRuleSaysNoNumber() {
    for (String map : List.of("sharded", "{ variant: sharded }")) {
      Rule rule =
          RuleParser.parse(
                  "v.yaml",
                  "version: 1\nrules: [{ name: a, at: { class: A }, map: " + map + " }]\n")
              .ruleFile()
              .rules()
              .get(0);
      assertThat(rule.intOption("shards")).isEqualTo(64);
    }
  }

  @Test
  void aFileWithOneErrorYieldsNoRuleAtAll() throws IOException {
    ParseResult result =
        RuleParser.parse("v.yaml", Files.readString(VALID).replace("sample: 16", "sample: 0"));
    assertThat(result.isValid()).isFalse();
    assertThat(result.errors()).hasSize(1);
    assertThatThrownBy(result::ruleFile)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sample");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFile() throws IOException {
    Path file = write("bom.yaml", "\uFEFFversion: 2\nrules: []\n".getBytes(StandardCharsets.UTF_8));
    assertThat(RuleParser.read(file).errors().get(0).location().column()).isEqualTo(10);
  }

  @Test
  void aFileThatCannotBeReadGivesOneClearError() throws IOException {
    assertThat(onlyError(folder.resolve("none.yaml")).message()).isEqualTo("there is no such file");
    assertThat(onlyError(folder).message()).contains("directory");

    RuleError latin = onlyError(write("latin.yaml", "version: 1\n# gr\u00fcn\n", 1));
    assertThat(latin.message()).isEqualTo("this is not UTF-8 text (byte 0xfc)");
    assertThat(latin.location().line()).isEqualTo(2);
    assertThat(latin.location().column()).isEqualTo(5);

    Path utf16 = write("utf16.yaml", "version: 1\n".getBytes(StandardCharsets.UTF_16));
    assertThat(onlyError(utf16).message()).startsWith("this is UTF-16");

    Path control = write("control.yaml", "version: 1\nrules: \u0007[]\n", 0);
    assertThat(onlyError(control).toString())
        .endsWith("control.yaml:2:8: the character U+0007 may not stand in YAML; remove it");

    Path huge = write("huge.yaml", "#".repeat(RuleParser.MAX_BYTES + 1), 0);
    assertThat(onlyError(huge).message()).contains("longer than 1048576 bytes");
  }

  @Test
  void aFileThatThisUserMayNotReadGivesOneClearError() throws IOException {
    Path file = write("secret.yaml", "version: 1\nrules: []\n", 0);
    Assumptions.assumeTrue(file.toFile().setReadable(false) && !Files.isReadable(file), "root");
    assertThat(onlyError(file).message()).isEqualTo("the file may not be read by this user");
  }

  @Test
  void aTextOfNothingButBracketsIsAnErrorAndNoStackOverflow() {
    for (String open : List.of("[", "{a: ", "- ", "? ", "{[")) {
      ParseResult result = RuleParser.parse("deep.yaml", open.repeat(100_000));
      assertThat(result.errors()).hasSize(1);
    }
  }

  @Test
  void aTextOfAliasesOfAliasesIsBounded() {
    StringBuilder bomb = new StringBuilder("version: 1\nrules:\n  - &a [x, x]\n");
    for (char c = 'b'; c <= 'z'; c++) {
      bomb.append("  - &").append(c).append(" [");
      bomb.append(("*" + (char) (c - 1) + ", ").repeat(20)).append("x]\n");
    }
    assertThat(RuleParser.parse("bomb.yaml", bomb.toString()).isValid()).isFalse();
  }

  @Test
  void aBooleanOptionTakesTrueAndFalseAlone() {
    Option option = new Option("adaptive", Option.Type.BOOL, 0, 0, null, false, "");
    assertThat(bool(option, "true")).isEqualTo(true);
    assertThat(bool(option, "false")).isEqualTo(false);
    assertThat(bool(option, "yes"))
        .isEqualTo(
            "b.yaml:1:4: \"adaptive\" has to be true or false, found the text \"yes\";"
                + " write true without quotes");
    assertThat(bool(option, "off").toString()).endsWith("write false without quotes");
    assertThat(bool(option, "7").toString()).endsWith("found the number 7");
  }

  /** Whatever becomes of a file, it ends in rules or in errors that stand within it. */
  @Test
  void anyDamageToAValidFileParsesOrIsLocatedWithinTheFile() throws IOException {
    String valid = Files.readString(VALID);
    List<String> pieces = new ArrayList<>(List.of("\t", "\r", "\u00e9", "\ud83d\ude80", "\u2028"));
    for (String piece :
        "{ } [ ] : - , * & ! | > ' \" % @ ` # ? \n \\ 0 -1 ~ << ---".split(" ", -1)) {
      pieces.add(piece);
    }
    Random random = new Random(20_240_607);
    int valids = 0;
    for (int round = 0; round < 4_000; round++) {
      StringBuilder damaged = new StringBuilder(valid);
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        int at = random.nextInt(damaged.length());
        switch (random.nextInt(4)) {
          case 0 -> damaged.deleteCharAt(at);
          case 1 -> damaged.insert(at, pieces.get(random.nextInt(pieces.size())));
          case 2 -> damaged.delete(at, Math.min(damaged.length(), at + random.nextInt(60)));
          default -> {
            int from = random.nextInt(damaged.length());
            int to = Math.min(damaged.length(), from + random.nextInt(40));
            damaged.insert(at, damaged.substring(from, to));
          }
        }
      }
      String text = damaged.toString();
      ParseResult result = RuleParser.parse("m.yaml", text);
      if (result.isValid()) {
        valids++;
        continue;
      }
      String[] lines = text.split("\r\n|\n|\r", -1);
      for (RuleError error : result.errors()) {
        String line =
            error.location().line() <= lines.length ? lines[error.location().line() - 1] : null;
        boolean within =
            line != null
                && error.location().column() >= 1
                && error.location().column() <= line.codePointCount(0, line.length()) + 1;
        boolean oneLine = error.toString().lines().count() == 1 && !error.message().isBlank();
        if (!within || !oneLine) {
          fail("not a line within the file: " + error + "\n" + text);
        }
      }
    }
    assertThat(valids).as("some damage is harmless, most is not").isBetween(1, 3_500);
  }

  private static Object bool(Option option, String value) {
    List<RuleError> errors = new ArrayList<>();
    SourceText source = new SourceText("b.yaml", "a: " + value);
    Node root = YamlReader.read(source, errors);
    Node node = ((MappingNode) root).getValue().get(0).getValueNode();
    Object read = new RuleReader(source, errors).readOption(option, node);
    return read != null ? read : errors.get(0).toString();
  }

  private static RuleError onlyError(Path file) {
    List<RuleError> errors = RuleParser.read(file).errors();
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).location().file()).isEqualTo(file.toString());
    return errors.get(0);
  }

  private Path write(String name, String text, int latin1) throws IOException {
    return write(
        name, text.getBytes(latin1 == 1 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
