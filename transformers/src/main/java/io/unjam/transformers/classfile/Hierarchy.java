package io.unjam.transformers.classfile;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/**
 * Who extends whom, read from class files: no class is ever loaded to answer. Answers are
 * remembered, so an instance belongs to one set of class files. Thread-safe.
 */
public final class Hierarchy implements ClassFiles {
  /** What can be said about two types where not every class file is at hand. */
  public enum Answer {
    YES,
    NO,
    /** A class file on the way is missing or unreadable. */
    UNKNOWN
  }

  /**
   * One class file's place in the hierarchy.
   *
   * @param found false where the class file is missing or unreadable
   */
  private record Header(
      boolean found, boolean isInterface, @Nullable String superName, List<String> interfaces) {}

  private static final Header MISSING = new Header(false, false, null, List.of());

  private final ClassFiles files;
  private final ConcurrentMap<String, Header> headers = new ConcurrentHashMap<>();

  private Hierarchy(ClassFiles files) {
    this.files = files;
  }

  /** A hierarchy over some class files; the argument itself where it is one already. */
  public static Hierarchy over(ClassFiles files) {
    return files instanceof Hierarchy hierarchy ? hierarchy : new Hierarchy(files);
  }

  @Override
  public byte @Nullable [] find(String internalName) {
    return files.find(internalName);
  }

  /** Enters a class whose bytes are at hand, so that nobody has to look for them. */
  public void learn(ClassReader reader) {
    headers.put(reader.getClassName(), header(reader));
  }

  /** Whether {@code type} is {@code ancestor} or extends or implements it. */
  public Answer isSubtype(String type, String ancestor) {
    if (type.equals(ancestor) || ancestor.equals("java/lang/Object")) {
      return Answer.YES;
    }
    Answer answer = Answer.NO;
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    open.add(type);
    while (!open.isEmpty()) {
      String next = open.remove();
      if (next.equals(ancestor)) {
        return Answer.YES;
      }
      if (!seen.add(next)) {
        continue;
      }
      Header header = header(next);
      if (!header.found) {
        answer = Answer.UNKNOWN;
        continue;
      }
      if (header.superName != null) {
        open.add(header.superName);
      }
      for (String implemented : header.interfaces) {
        open.add(implemented);
      }
    }
    return answer;
  }

  /** Whether a type is an interface. */
  public Answer isInterface(String type) {
    Header header = header(type);
    return !header.found ? Answer.UNKNOWN : header.isInterface ? Answer.YES : Answer.NO;
  }

  /**
   * The class that a class extends.
   *
   * @return {@code null} for {@code java/lang/Object} and where the class file is missing
   */
  public @Nullable String superName(String type) {
    return header(type).superName;
  }

  /** Whether the class file is there and can be read. */
  public boolean knows(String type) {
    return header(type).found;
  }

  private Header header(String type) {
    Header header = headers.get(type);
    if (header == null) {
      header = read(type);
      headers.put(type, header);
    }
    return header;
  }

  private Header read(String type) {
    byte[] bytes = files.find(type);
    if (bytes == null) {
      return MISSING;
    }
    try {
      return header(new ClassReader(bytes));
    } catch (RuntimeException unreadable) {
      // Unknown to whoever asks, exactly as a class file that is not there.
      return MISSING;
    }
  }

  private static Header header(ClassReader reader) {
    return new Header(
        true,
        (reader.getAccess() & Opcodes.ACC_INTERFACE) != 0,
        reader.getSuperName(),
        List.of(reader.getInterfaces()));
  }
}
