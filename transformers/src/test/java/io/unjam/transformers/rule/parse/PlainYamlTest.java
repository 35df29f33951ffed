package io.unjam.transformers.rule.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The short cut for plain rule files, held against the full reader. */
class PlainYamlTest {

  private static final String RICH =
      """
      # a comment at the top

      version: 1   # and one behind
      rules:
      - name: "quoted: with # and 'others'"
        at:
          package: com.acme
          method: <init>
          field: 'single'
        map: { variant: sharded, shards: 64 }
        assume:
        - class-identity-unused
        - order-unused
      -   name: über den Umlaut

          at: { class: "com.**.Orders$Line", new: java.util.concurrent.ConcurrentHashMap }
          lock: {variant: striped, guards: [ one,two, 'three' ], stripes: 0}
          yes: true
          assume: []
          map: {}
      """;

  static Stream<Path> ruleFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> folder = Files.list(Path.of("..", "rules"))) {
      folder.filter(file -> file.toString().endsWith(".yaml")).forEach(files::add);
    }
    Collections.sort(files);
    return files.stream();
  }

  @ParameterizedTest
  @MethodSource("ruleFiles")
  void readsTheRuleFilesOfThisProject(Path file) throws IOException {
    assertThat(PlainYaml.read(Files.readString(file))).isNotNull();
    assertThat(agrees(Files.readString(file))).isTrue();
  }

  @Test
  void readsWhatRuleFilesAreMadeOf() {
    assertThat(agrees(RICH)).isTrue();
    assertThat(agrees("version: 1\nrules: []\n")).isTrue();
    assertThat(agrees("version: 1\nrules: []")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing but a comment",
        "a: &x 1",
        "a: *x",
        "a: !t b",
        "a: |\n  b\n",
        "a: >\n  b\n",
        "a: b\n  c\n",
        "a: b: c",
        "a: 'it''s'",
        "a: \"b\\n\"",
        "a: [b,\n c]",
        "a: [b,]",
        "a: [b c: d]",
        "a: {b}",
        "a: {b: }",
        "a:",
        "a:\nb: 1",
        "a: 1.5",
        "a: 0x10",
        "a: 007",
        "a: -1",
        "a: ~",
        "a: Null",
        "a: TRUE",
        "a: .inf",
        "a: ${b}",
        "a: <<",
        "a:\tb",
        "a: b\r\n",
        "---\na: b",
        "a: b\n...",
        "%YAML 1.2\n---\na: b",
        "- - a",
        "-\n  a: b",
        "? a\n: b",
        "a b: c",
        "\"a\": b",
        " a: b",
        "a:\n  - b\n  c: d",
        "- a: b\n c: d",
        "a: 'b' c",
        "a: b #c\n   d",
        "a: \"b\nc\"",
        "a: \uD83D\uDE00",
        "null: a",
        "a: null",
        "a: {b: {c: {d: {e: {f: {g: {h: {i: {j: {k: {l: {m: n}}}}}}}}}}}}}}"
      })
  void leavesAllElseToTheFullReader(String text) {
    assertThat(PlainYaml.read(text)).isNull();
  }

  @Test
  void agreesWithTheFullReaderWhereverItReadsADamagedFile() throws IOException {
    List<String> texts = new ArrayList<>(List.of(RICH));
    for (Path file : ruleFiles().toList()) {
      texts.add(Files.readString(file));
    }
    Random random = new Random(1);
    int read = 0;
    for (int i = 0; i < 10_000; i++) {
      String text = texts.get(random.nextInt(texts.size()));
      int damages = 1 + random.nextInt(3);
      for (int j = 0; j < damages; j++) {
        text = damaged(text, random);
      }
      read += agrees(text) ? 1 : 0;
    }
    assertThat(read).as("damaged files that are plain all the same").isGreaterThan(1_000);
  }

  @Test
  void agreesWithTheFullReaderOnTextsOfItsOwnAlphabet() {
    String[] parts = {
      "a", "bc", "1", "0", "-", "- ", ": ", ":", " ", "  ", "\n", "\n  ", "\n    ", "{", "}", "[",
      "]", ", ", ",", "#", " #", "'", "\"", "null", "true", "*", "&", "<", "_", "."
    };
    Random random = new Random(2);
    int read = 0;
    for (int i = 0; i < 30_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "a: " : "- b: ");
      int length = 1 + random.nextInt(9);
      for (int j = 0; j < length; j++) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      read += agrees(text.toString()) ? 1 : 0;
    }
    assertThat(read).isGreaterThan(500);
  }

  private static String damaged(String text, Random random) {
    String marks = " \n:-{}[],#'\"ab01*&!|>%@`?.\t~<_\r";
    int at = random.nextInt(text.length());
    char mark = marks.charAt(random.nextInt(marks.length()));
    return switch (random.nextInt(6)) {
      case 0 -> text.substring(0, at) + text.substring(at + 1);
      case 1 -> text.substring(0, at) + mark + text.substring(at);
      case 2 -> text.substring(0, at) + mark + text.substring(at + 1);
      default -> damagedByLine(text, random);
    };
  }

  private static String damagedByLine(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    int at = random.nextInt(lines.size());
    String line = lines.get(at);
    switch (random.nextInt(4)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
      case 2 -> lines.set(at, " ".repeat(1 + random.nextInt(2)) + line);
      default -> lines.set(at, line.substring(line.startsWith(" ") ? 1 : 0));
    }
    return String.join("\n", lines) + "\n";
  }

  /**
   * Whether the short cut reads a text.
   *
   * @throws AssertionError if it does and the full reader finds something else
   */
  private static boolean agrees(String text) {
    Node plain = PlainYaml.read(text);
    if (plain == null) {
      return false;
    }
    List<RuleError> errors = new ArrayList<>();
    Node full = YamlReader.read(new SourceText("file", text), errors);
    assertThat(errors).as(text).isEmpty();
    assertThat(shown(plain)).as(text).isEqualTo(shown(full));
    return true;
  }

  private static String shown(@Nullable Node node) {
    if (node == null) {
      return "nothing";
    }
    StringBuilder text = new StringBuilder();
    text.append(node.line()).append(':').append(node.column()).append(' ');
    text.append(node.tag().text()).append(' ');
    if (node instanceof ScalarNode scalar) {
      text.append('<').append(scalar.value()).append('>');
    } else if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.items()) {
        text.append("\n- ").append(shown(item));
      }
      text.append("\nend");
    } else if (node instanceof MappingNode mapping) {
      for (MappingNode.Entry entry : mapping.entries()) {
        text.append("\n? ").append(shown(entry.key())).append(" : ").append(shown(entry.value()));
      }
      text.append("\nend");
    }
    return text.toString();
  }
}
