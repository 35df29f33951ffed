package io.unjam.transformers.rule;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the word that somebody probably meant: the candidate at the smallest Damerau-Levenshtein
 * distance in its restricted form (optimal string alignment: insert, delete, replace, swap
 * neighbours), compared without regard to case.
 */
public final class NearestWord {
  /** Names in rule files are short; a longer text is no misspelling of one. */
  private static final int LONGEST = 300;

  private NearestWord() {}

  /**
   * The nearest of {@code candidates}, the first of them where several are equally near.
   *
   * @return {@code null} where none is near: more than a third of the longer word differs
   */
  public static @Nullable String of(String word, Collection<String> candidates) {
    if (word.length() > LONGEST) {
      return null;
    }
    String wanted = word.toLowerCase(Locale.ROOT);
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int longer = Math.max(candidate.length(), wanted.length());
      int limit = Math.min(bestDistance - 1, Math.max(1, longer / 3));
      // The distance is at least the difference in length: most candidates end here.
      if (candidate.length() > LONGEST
          || Math.abs(candidate.length() - wanted.length()) > limit
          || (longer < 3 && !sameLetters(wanted, candidate))) {
        continue;
      }
      int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
      if (distance <= limit) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** Of words of one or two letters only swapped ones are near: any other change is half of it. */
  private static boolean sameLetters(String a, String b) {
    return a.equalsIgnoreCase(b) || a.equalsIgnoreCase(new StringBuilder(b).reverse().toString());
  }

  private static int distance(String a, String b) {
    int[] beforePrevious = new int[b.length() + 1];
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int cost = Math.min(replace, Math.min(previous[j], current[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost = Math.min(cost, beforePrevious[j - 2] + 1);
        }
        current[j] = cost;
      }
      int[] free = beforePrevious;
      beforePrevious = previous;
      previous = current;
      current = free;
    }
    return previous[b.length()];
  }
}
