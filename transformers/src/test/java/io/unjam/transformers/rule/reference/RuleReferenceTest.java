package io.unjam.transformers.rule.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import io.unjam.transformers.rule.parse.RuleParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Holds the checked-in schema and reference against what the catalogue says. To write both anew:
 * {@code mvn -pl transformers -am test -Dtest=RuleReferenceTest -Dunjam.golden=write
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class RuleReferenceTest {
  private static final Path ROOT = Path.of("..");
  private static final Path SCHEMA = ROOT.resolve("rules/unjam.schema.json");
  private static final Path REFERENCE = ROOT.resolve("docs/rules.md");
  private static final Path EVERYTHING =
      Path.of("src/test/resources/io/unjam/transformers/rule/parse/valid.unjam.yaml");
  private static final boolean WRITE = "write".equals(System.getProperty("unjam.golden"));
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  @Test
  void theSchemaIsWhatTheCatalogueSays() throws IOException {
    isUpToDate(SCHEMA, GSON.toJson(RuleSchema.generate()) + "\n");
  }

  @Test
  void theReferenceIsWhatTheSchemaSays() throws IOException {
    isUpToDate(REFERENCE, RuleReference.of(RuleSchema.generate()));
  }

  @Test
  void everyRuleFileOfTheRepositoryFitsParserAndSchema() throws IOException {
    Schema schema = new Schema();
    List<Path> files = ruleFiles();
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      assertThat(RuleParser.read(file).errors()).isEmpty();
      assertThat(schema.errors(Files.readString(file))).as(file.toString()).isEmpty();
    }
  }

  /** Editors must not mark as wrong what the agent takes. */
  @Test
  void theSchemaTakesWhateverTheParserTakes() throws IOException {
    Schema schema = new Schema();
    String[] lines = Files.readString(EVERYTHING).split("\n", -1);
    Random random = new Random(42);
    int valid = 0;
    for (int round = 0; round < 3_000; round++) {
      StringBuilder damaged = new StringBuilder();
      int without = random.nextInt(lines.length);
      for (int i = 0; i < lines.length; i++) {
        String line = lines[i];
        if (i == without && !line.isEmpty()) {
          int from = random.nextInt(line.length());
          int to = Math.min(line.length(), from + random.nextInt(12));
          line = line.substring(0, from) + line.substring(to);
        }
        damaged.append(line).append('\n');
      }
      String text = damaged.toString();
      if (RuleParser.parse("m.yaml", text).isValid()) {
        valid++;
        assertThat(schema.errors(text)).as(text).isEmpty();
      }
    }
    assertThat(valid).isGreaterThan(100);
  }

  @Test
  void theSchemaRefusesWhatEditorsShouldMark() throws IOException {
    Schema schema = new Schema();
    for (String rule :
        List.of(
            "{ name: a, at: { class: A } }",
            "{ at: { class: A }, time: {} }",
            "{ name: a, time: {} }",
            "{ name: a, at: { method: m }, time: {} }",
            "{ name: a, at: { clas: A }, time: {} }",
            "{ name: a, at: { class: A }, time: {}, gc: strip }",
            "{ name: a, at: { class: A }, map: presized }",
            "{ name: a, at: { class: A }, map: { variant: presized } }",
            "{ name: a, at: { class: A }, map: { variant: sharded, shards: 0 } }",
            "{ name: a, at: { class: A }, map: { variant: sharded, shards: 4, x: 1 } }",
            "{ name: a, at: { class: A }, time: { sample: many } }",
            "{ name: a, at: { class: A }, yield: sometimes }",
            "{ name: a, at: { class: A, lock: l }, yield: auto }",
            "{ name: a, at: { class: A }, gc: strip, assume: [trust-me] }",
            "{ name: a, at: { class: A }, gc: strip, assume: [fairness-not-required] }")) {
      String text = "version: 1\nrules: [" + rule + "]\n";
      assertThat(schema.errors(text)).as(text).isNotEmpty();
      assertThat(RuleParser.parse("r.yaml", text).isValid()).as(text).isFalse();
    }
    assertThat(schema.errors("version: 2\nrules: []\n")).isNotEmpty();
    assertThat(schema.errors("rules: []\n")).isNotEmpty();
  }

  private static void isUpToDate(Path file, String content) throws IOException {
    if (WRITE) {
      Files.writeString(file, content);
    }
    assertThat(Files.readString(file))
        .as("%s, see the head of this test for how to write it anew", file)
        .isEqualTo(content);
  }

  /** Rule files end in {@code .unjam.yaml} wherever they lie. */
  private static List<Path> ruleFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            String name = dir.getFileName().toString();
            return name.equals("target") || name.equals(".git")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".unjam.yaml")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  /** The checked-in schema, as an editor applies it. */
  private static final class Schema {
    private final Validator validator =
        new ValidatorFactory().withJsonNodeFactory(new GsonNode.Factory()).createValidator();
    private final URI uri;

    Schema() throws IOException {
      uri = validator.registerSchema(GSON.fromJson(Files.readString(SCHEMA), JsonObject.class));
    }

    List<String> errors(String yaml) {
      Object content;
      try {
        content = new Load(LoadSettings.builder().build()).loadFromString(yaml);
      } catch (YamlEngineException e) {
        return List.of(e.getMessage());
      }
      Validator.Result result = validator.validate(uri, GSON.toJsonTree(content));
      List<String> errors = new ArrayList<>();
      result
          .getErrors()
          .forEach(error -> errors.add(error.getInstanceLocation() + " " + error.getError()));
      assertThat(errors.isEmpty()).isEqualTo(result.isValid());
      return errors;
    }
  }
}
