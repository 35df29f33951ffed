package io.unjam.transformers.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GlobTest {

  /** What a pattern means, as the obvious regular expression. */
  private static boolean oracle(String glob, String name) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      if (c != '*') {
        regex.append(Pattern.quote(String.valueOf(c)));
      } else if (i + 1 < glob.length() && glob.charAt(i + 1) == '*') {
        regex.append(".*");
        i++;
      } else {
        regex.append("[^.]*");
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(name).matches();
  }

  /** Few letters, so that names match often, and in more than one way. */
  private static String random(Random random, String letters, int longest) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(longest + 1);
    for (int i = 0; i < length; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  @Test
  void matchesWhatTheRegularExpressionMatches() {
    Random random = new Random(20);
    int matched = 0;
    for (int i = 0; i < 20_000; i++) {
      String glob = random(random, "ab.**", 9);
      Glob tried = new Glob(glob);
      for (int j = 0; j < 10; j++) {
        String name = random(random, "aab.", 10);
        boolean expected = oracle(glob, name);
        matched += expected ? 1 : 0;
        assertThat(tried.matches(name)).as("%s on %s", glob, name).isEqualTo(expected);
      }
    }
    assertThat(matched).as("patterns that match nothing test nothing").isGreaterThan(10_000);
  }

  @Test
  void keepsOneStarWithinADotAndTwoAcross() {
    assertThat(new Glob("com.*.Orders").matches("com.acme.Orders")).isTrue();
    assertThat(new Glob("com.*.Orders").matches("com.acme.shop.Orders")).isFalse();
    assertThat(new Glob("com.**.Orders").matches("com.acme.shop.Orders")).isTrue();
    assertThat(new Glob("com.acme.**").matches("com.acmeshop.Orders")).isFalse();
    assertThat(new Glob("**.*Map").matches("org.x.y.HashMap")).isTrue();
    assertThat(new Glob("**").matches("")).isTrue();
    assertThat(new Glob("*").matches("a.b")).isFalse();
  }

  @Test
  void takesTimeInProportionToTheNameEvenWhereManyStarsAlmostMatch() {
    String name = "a".repeat(5_000);
    // A regular expression, and any matcher that tries each star again, needs ages for this.
    assertThat(new Glob("*a".repeat(40) + "b").matches(name)).isFalse();
    assertThat(new Glob("**a".repeat(40) + "b").matches(name)).isFalse();
  }

  @Test
  void comparesAPatternWithoutAStarAsText() {
    assertThat(new Glob("com.acme.Orders").matches("com.acme.Orders")).isTrue();
    assertThat(new Glob("com.acme.Orders").matches("comXacme.Orders")).isFalse();
  }
}
