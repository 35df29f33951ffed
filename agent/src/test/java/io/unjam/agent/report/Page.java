package io.unjam.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The tables of {@code docs/metrics.md}, each between two marks. With {@code -Dunjam.golden=write}
 * they are written anew.
 */
public final class Page {

  private static final Path FILE = Path.of("..", "docs", "metrics.md");

  private Page() {}

  /** Asserts that a table of the page is this one. */
  public static void assertTable(String name, String table) throws IOException {
    String page = Files.readString(FILE);
    String begin = "<!-- table: " + name + " -->\n";
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf("<!-- end -->", from);
    assertThat(page).contains(begin);
    assertThat(to).isPositive();
    if (System.getProperty("unjam.golden", "").equals("write")) {
      Files.writeString(FILE, page.substring(0, from) + table + page.substring(to));
    } else {
      assertThat(page.substring(from, to)).isEqualTo(table);
    }
  }
}
