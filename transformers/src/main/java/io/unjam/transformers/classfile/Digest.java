package io.unjam.transformers.classfile;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest that ties a plan to the bytes it judged: SHA-256. */
public final class Digest {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Digest() {}

  /** SHA-256 of some bytes, as 64 lower-case hexadecimal digits. */
  public static String of(byte[] bytes) {
    byte[] digest;
    try {
      digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    char[] text = new char[digest.length * 2];
    for (int i = 0; i < digest.length; i++) {
      text[2 * i] = HEX[(digest[i] >> 4) & 15];
      text[2 * i + 1] = HEX[digest[i] & 15];
    }
    return new String(text);
  }
}
