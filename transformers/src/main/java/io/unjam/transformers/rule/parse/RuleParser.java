package io.unjam.transformers.rule.parse;

import io.unjam.transformers.rule.Location;
import io.unjam.transformers.rule.RuleFile;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads rule files. A file is taken whole or not at all: the result holds either every rule or
 * every error, each with its place. Nothing in a file's text makes these methods throw.
 *
 * <p>Stateless and thread-safe. Runs while an application starts, so it uses no lambda of its own
 * and bounds what it reads: {@value #MAX_BYTES} bytes, {@value NestingLimit#MAX_DEPTH} levels.
 */
public final class RuleParser {
  /** A rule file longer than this is taken for something else. */
  static final int MAX_BYTES = 1 << 20;

  private RuleParser() {}

  /**
   * Reads a file.
   *
   * @param path a regular UTF-8 file of the default file system; its errors name it as {@code path}
   *     prints
   * @return rules or errors; a file that can't be read gives one error at 1:1
   */
  public static ParseResult read(Path path) {
    String file = path.toString();
    byte[] bytes;
    try {
      if (Files.notExists(path)) {
        return unreadable(
            file, "there is no such file", "check the path and the working directory");
      }
      if (Files.isDirectory(path)) {
        return unreadable(file, "this is a directory, not a rule file", "name the file itself");
      }
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        // A pipe or device could block the start of the application for ever.
        return unreadable(file, "this is not a regular file", "copy its content into a file");
      }
      if (!Files.isReadable(path)) {
        return unreadable(
            file,
            "the file may not be read by this user",
            "give read permission to the user who runs the application");
      }
      // Every JVM has this class by now; Files.newInputStream would load some 35 for channels.
      try (InputStream in = new FileInputStream(path.toFile())) {
        bytes = in.readNBytes(MAX_BYTES + 1);
      }
    } catch (IOException e) {
      return unreadable(file, "the file can't be read: " + e.getMessage(), null);
    }
    if (bytes.length > MAX_BYTES) {
      return unreadable(
          file, "the file is longer than " + MAX_BYTES + " bytes", "is it a rule file at all?");
    }
    return decode(file, bytes);
  }

  /**
   * Parses the text of a rule file.
   *
   * @param fileName how errors and rules name the file
   */
  public static ParseResult parse(String fileName, String text) {
    if (text.length() > MAX_BYTES) {
      return unreadable(
          fileName,
          "the file is longer than " + MAX_BYTES + " characters",
          "is it a rule file at all?");
    }
    List<RuleError> errors = new ArrayList<>();
    SourceText source = new SourceText(fileName, text);
    Node root = YamlReader.read(source, errors);
    RuleFile rules = root == null ? null : new RuleReader(source, errors).read(root);
    if (rules != null && errors.isEmpty()) {
      return ParseResult.of(rules);
    }
    errors.sort(IN_FILE_ORDER);
    return ParseResult.of(errors);
  }

  private static ParseResult decode(String file, byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (!result.isError()) {
      return parse(file, text);
    }
    boolean utf16 =
        bytes.length >= 2
            && ((bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe)
                || (bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff));
    String found = utf16 ? "this is UTF-16, not UTF-8" : "this is not UTF-8 text";
    String hex = "byte 0x" + Integer.toHexString(bytes[in.position()] & 0xff);
    Location location = new SourceText(file, text).at(text.length());
    return ParseResult.of(
        List.of(new RuleError(location, found + " (" + hex + ")", hex, "save it as UTF-8")));
  }

  private static ParseResult unreadable(String file, String message, @Nullable String suggestion) {
    return ParseResult.of(
        List.of(new RuleError(new Location(file, 1, 1), message, "", suggestion)));
  }

  private static final Comparator<RuleError> IN_FILE_ORDER =
      new Comparator<RuleError>() {
        @Override
        public int compare(RuleError a, RuleError b) {
          int byLine = Integer.compare(a.location().line(), b.location().line());
          return byLine != 0
              ? byLine
              : Integer.compare(a.location().column(), b.location().column());
        }
      };
}
