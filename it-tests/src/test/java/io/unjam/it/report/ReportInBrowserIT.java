package io.unjam.it.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.jvm.Settings;
import io.unjam.it.programs.Programs;
import io.unjam.it.programs.Waiting;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of two recordings in a real browser: light, dark, and as wide as a phone. Its pictures
 * are left in {@code target/report} for whoever wants to look.
 */
class ReportInBrowserIT {

  private static final Duration AT_MOST = Duration.ofMinutes(2);
  private static final int PHONE = 500;
  private static final int DESK = 1200;
  private static final int HEIGHT = 1600;

  private static final String MEASURE =
      """
      version: 1
      rules:
        - name: measure
          at: { class: io.unjam.it.programs.Waiting }
          time: { sample: 1 }
      """;

  private static final String REWRITE =
      """
        - name: striped
          at: { class: io.unjam.it.programs.Waiting, lock: lock }
          lock: { variant: striped, guards: [table] }
      """;

  @TempDir Path folder;

  private Path recorded(String name, String rules) throws Exception {
    Path file = Files.writeString(folder.resolve(name + ".yaml"), rules);
    Path recording = folder.resolve(name + ".unjam");
    Result result =
        JavaProcess.of(Jdk.require(17))
            .agent("rules=" + file + ",record=" + recording)
            .main(Programs.classPath(), Waiting.class.getName(), List.of())
            .run(AT_MOST);
    assertThat(result.exit()).as(result::describe).isZero();
    return recording;
  }

  private Path page() throws Exception {
    Path page = folder.resolve("report.html");
    Result result =
        JavaProcess.of(Jdk.require(17))
            .jar(
                FinishedJar.UNJAM.path(),
                "report",
                recorded("after", MEASURE + REWRITE).toString(),
                "--compare",
                recorded("before", MEASURE).toString(),
                "-o",
                page.toString())
            .run(AT_MOST);
    assertThat(result.exit()).as(result::describe).isZero();
    return page;
  }

  private static int brightness(Path picture, int width) throws IOException {
    BufferedImage image = ImageIO.read(picture.toFile());
    assertThat(image.getWidth()).isEqualTo(width);
    int colour = image.getRGB(2, 2);
    return ((colour >> 16 & 0xff) + (colour >> 8 & 0xff) + (colour & 0xff)) / 3;
  }

  @Test
  void isWholeAndLegibleInLightAndDarkAndOnAPhone() throws Exception {
    Chromium chromium =
        Chromium.require(Files.createDirectory(folder.resolve("profile")).toAbsolutePath());
    Path page = page();

    Chromium.Seen seen = chromium.read(page);

    assertThat(seen.dom())
        .contains("Where writes wait", "<polyline class=\"a\"", "<polyline class=\"b\"")
        .contains("<rect class=\"cell\"", "io.unjam.it.programs.Waiting.compute", "lock: striped")
        .contains("<details><summary>", "Waiting.java:")
        .contains("ConcurrentHashMap.put in io.unjam.it.programs.Waiting.work")
        .containsPattern("id=\"keys\"[\\s\\S]*<code>[0-9a-f]{16}</code> 100")
        .containsPattern("id=\"scaling\"[\\s\\S]*no prediction: |id=\"scaling\"[\\s\\S]*1\\.\\dx")
        .doesNotContain("kkkk")
        .doesNotContain("NaN", "Infinity", "<script");
    // What is shown on hovering alone, nobody sees on a phone.
    assertThat(seen.dom()).doesNotContain("<title>ReentrantLock", " title=\"", "onclick");
    // Whatever can be opened or scrolled is reached by the keyboard.
    assertThat(
            Pattern.compile("<div class=\"scroll\"(?! tabindex=\"0\")").matcher(seen.dom()).find())
        .isFalse();
    assertThat(seen.console()).doesNotContain("CONSOLE");

    Path pictures = Files.createDirectories(Settings.target().resolve("report"));
    Path light = pictures.resolve("light.png");
    Path dark = pictures.resolve("dark.png");
    Path phone = pictures.resolve("phone.png");
    chromium.shoot(page, light, DESK, HEIGHT, false);
    chromium.shoot(page, dark, DESK, HEIGHT, true);
    chromium.shoot(page, phone, PHONE, HEIGHT, false);
    assertThat(brightness(light, DESK)).isGreaterThan(200);
    assertThat(brightness(dark, DESK)).isLessThan(60);
    assertThat(brightness(phone, PHONE)).isGreaterThan(200);
  }
}
