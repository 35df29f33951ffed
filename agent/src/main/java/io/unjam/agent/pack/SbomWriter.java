package io.unjam.agent.pack;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Build step, not shipped: writes what {@code unjam.jar} is made of as a CycloneDX document, from
 * Maven's list of the agent's dependencies. It carries no time, no number and no path, so that the
 * same contents give the same bytes.
 */
public final class SbomWriter {

  /**
   * {@code GROUP:ARTIFACT:jar:VERSION:SCOPE:FILE}, perhaps followed by the module's name, coloured.
   */
  private static final Pattern DEPENDENCY =
      Pattern.compile("\\s*([^:\\s]+):([^:]+):jar:([^:]+):(?:compile|runtime):(.+?\\.jar)\\b.*");

  private static final String OWN_GROUP = "io.unjam";
  private static final String OWN_NAME = "unjam";
  private static final String OWN_LICENCE = "Apache-2.0";

  private SbomWriter() {}

  /** A library that is in the jar. */
  private record Library(String group, String name, String version, Path file, String licence) {
    String purl() {
      return SbomWriter.purl(group, name, version);
    }
  }

  private static String purl(String group, String name, String version) {
    return "pkg:maven/" + group + "/" + name + "@" + version + "?type=jar";
  }

  /**
   * Writes.
   *
   * @param arguments Maven's list, the licences, the version of Unjam, the file to write
   * @throws IOException if one of them can't be read or written
   */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2], Path.of(arguments[3]));
  }

  /**
   * Writes.
   *
   * @throws IOException if a file can't be read or written
   * @throws IllegalStateException if no library is left
   */
  static void write(Path list, Path licences, String version, Path target) throws IOException {
    List<Library> libraries = libraries(list, licences);
    try (Writer out = Files.newBufferedWriter(target, StandardCharsets.UTF_8);
        JsonWriter json = new JsonWriter(out)) {
      json.setIndent("  ");
      json.beginObject();
      json.name("bomFormat").value("CycloneDX");
      json.name("specVersion").value("1.6");
      json.name("version").value(1);
      String own = purl(OWN_GROUP, OWN_NAME, version);
      json.name("metadata").beginObject();
      json.name("component");
      component(json, "application", OWN_GROUP, OWN_NAME, version, OWN_LICENCE, null);
      json.endObject();
      json.name("components").beginArray();
      for (Library it : libraries) {
        component(json, "library", it.group, it.name, it.version, it.licence, it.file);
      }
      json.endArray();
      json.name("dependencies").beginArray();
      json.beginObject();
      json.name("ref").value(own);
      json.name("dependsOn").beginArray();
      for (Library it : libraries) {
        json.value(it.purl());
      }
      json.endArray();
      json.endObject();
      json.endArray();
      json.endObject();
      out.write('\n');
    }
  }

  private static List<Library> libraries(Path list, Path licences) throws IOException {
    Properties known = new Properties();
    try (Reader in = Files.newBufferedReader(licences)) {
      known.load(in);
    }
    TreeMap<String, Library> libraries = new TreeMap<>();
    for (String line : Files.readAllLines(list)) {
      Matcher matcher = DEPENDENCY.matcher(line);
      if (!matcher.matches() || matcher.group(1).equals(OWN_GROUP)) {
        continue;
      }
      String key = matcher.group(1) + ":" + matcher.group(2);
      String licence = known.getProperty(key, known.getProperty(matcher.group(1) + ":*"));
      if (licence == null) {
        continue;
      }
      libraries.put(
          key,
          new Library(
              matcher.group(1),
              matcher.group(2),
              matcher.group(3),
              Path.of(matcher.group(4)),
              licence));
    }
    if (libraries.isEmpty()) {
      throw new IllegalStateException(list + " lists no library");
    }
    return new ArrayList<>(libraries.values());
  }

  private static void component(
      JsonWriter json,
      String type,
      String group,
      String name,
      String version,
      String licence,
      @Nullable Path file)
      throws IOException {
    String purl = purl(group, name, version);
    json.beginObject();
    json.name("type").value(type);
    json.name("bom-ref").value(purl);
    json.name("group").value(group);
    json.name("name").value(name);
    json.name("version").value(version);
    if (file != null) {
      json.name("hashes").beginArray().beginObject();
      json.name("alg").value("SHA-256");
      json.name("content").value(sha256(file));
      json.endObject().endArray();
    }
    json.name("licenses").beginArray().beginObject();
    if (licence.contains(" ")) {
      json.name("expression").value(licence);
    } else {
      json.name("license").beginObject();
      json.name("id").value(licence);
      json.endObject();
    }
    json.endObject().endArray();
    json.name("purl").value(purl);
    json.endObject();
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
