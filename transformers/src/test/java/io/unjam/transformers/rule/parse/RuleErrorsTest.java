package io.unjam.transformers.rule.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Holds every message against the golden file, which is written to be read. */
class RuleErrorsTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/io/unjam/transformers/rule/parse/errors.txt");
  private static final boolean WRITE = "write".equals(System.getProperty("unjam.golden"));

  private record Case(String name, String text, String expected) {
    /** Tabs and carriage returns stand in the golden file as the signs for them. */
    String source() {
      return text.replace('␉', '\t').replace('␍', '\r');
    }

    String actual() {
      ParseResult result = RuleParser.parse("r.yaml", source());
      if (result.isValid()) {
        return "valid\n";
      }
      StringBuilder lines = new StringBuilder();
      for (RuleError error : result.errors()) {
        lines.append(error).append('\n');
      }
      return lines.toString();
    }
  }

  @TestFactory
  List<DynamicTest> everyErrorReadsAsInTheGoldenFile() throws IOException {
    String golden = Files.readString(GOLDEN);
    int first = golden.indexOf("\n#### ") + 1;
    List<Case> cases = new ArrayList<>();
    for (String part : golden.substring(first).split("(?m)^#### ", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      int nameEnd = part.indexOf('\n');
      int arrow = part.indexOf("\n=>\n", nameEnd);
      String text = arrow == nameEnd ? "" : part.substring(nameEnd + 1, arrow + 1);
      cases.add(new Case(part.substring(0, nameEnd), text, part.substring(arrow + 4).strip()));
    }
    if (WRITE) {
      StringBuilder rewritten = new StringBuilder(golden.substring(0, first - 1));
      for (Case c : cases) {
        rewritten.append("\n#### ").append(c.name()).append('\n').append(c.text());
        rewritten.append("=>\n").append(c.actual());
      }
      Files.writeString(GOLDEN, rewritten);
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (Case c : cases) {
      String expected = WRITE ? c.actual().strip() : c.expected();
      tests.add(
          DynamicTest.dynamicTest(
              c.name(), () -> assertThat(c.actual().strip()).isEqualTo(expected)));
    }
    assertThat(tests).hasSizeGreaterThan(100);
    return tests;
  }

  @TestFactory
  List<DynamicTest> everyErrorQuotesTextThatStandsAtItsPlace() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String part : Files.readString(GOLDEN).split("(?m)^#### ", -1)) {
      int arrow = part.indexOf("\n=>\n");
      if (arrow < 0) {
        continue;
      }
      int nameEnd = part.indexOf('\n');
      String text = arrow == nameEnd ? "" : part.substring(nameEnd + 1, arrow + 1);
      Case c = new Case(part.substring(0, nameEnd), text, "");
      tests.add(DynamicTest.dynamicTest(c.name(), () -> quotesWhatStandsThere(c.source())));
    }
    return tests;
  }

  private static void quotesWhatStandsThere(String text) {
    String[] lines = text.split("\r\n|\n|\r", -1);
    for (RuleError error : RuleParser.parse("r.yaml", text).errors()) {
      assertThat(error.location().line()).isBetween(1, lines.length);
      String line = lines[error.location().line() - 1];
      int points = line.codePointCount(0, line.length());
      assertThat(error.location().column()).isBetween(1, points + 1);
      String rest = line.substring(line.offsetByCodePoints(0, error.location().column() - 1));
      String offending = error.offendingText();
      if (offending.endsWith("...")) {
        offending = offending.substring(0, offending.length() - 3);
      }
      assertThat(rest).as(error.toString()).startsWith(offending.equals("\\t") ? "\t" : offending);
    }
  }
}
