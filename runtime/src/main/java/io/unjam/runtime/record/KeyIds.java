package io.unjam.runtime.record;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Turns the hash code of a key into an id that says nothing about the key to anybody without the
 * secret, which is drawn for each JVM and kept nowhere: SipHash-2-4 (Aumasson, Bernstein: SipHash,
 * a fast short-input PRF, 2012) of the hash code. Equal hash codes have equal ids.
 *
 * <p>For the one who reads the recorder, and not for hooks: the first id draws the secret, which
 * may load classes. For use by one thread at a time.
 */
final class KeyIds {

  private long secret0;
  private long secret1;
  private boolean drawn;

  KeyIds() {}

  /** With a known secret, so that results can be compared with published ones. */
  static KeyIds withSecret(long secret0, long secret1) {
    KeyIds ids = new KeyIds();
    ids.drawn = true;
    ids.secret0 = secret0;
    ids.secret1 = secret1;
    return ids;
  }

  /** The id of a hash code; never 0, which stands for no key. */
  long idOf(int hash) {
    if (!drawn) {
      draw();
    }
    long id = sipHash(hash);
    return id == 0 ? 1 : id;
  }

  /*
   * Not by SecureRandom: that initialises the security providers, in a thread of ours and at a moment of ours. An application sets its
   * own before they are first used; and where memory runs out in the midst of it they can't be used in this JVM any more.
   */
  private void draw() {
    byte[] bytes = new byte[2 * Long.BYTES];
    try (FileInputStream random = new FileInputStream("/dev/urandom")) {
      if (random.readNBytes(bytes, 0, bytes.length) == bytes.length) {
        secret0 = word(bytes, 0);
        secret1 = word(bytes, Long.BYTES);
        drawn = true;
        return;
      }
    } catch (IOException e) {
      // A system without it: below.
      drawn = false;
    }
    // Guessed by whoever knows when the JVM started and how its threads ran; that is to be borne
    // where the system offers nothing better without its providers.
    secret0 = ThreadLocalRandom.current().nextLong() ^ System.nanoTime();
    secret1 = ThreadLocalRandom.current().nextLong() ^ System.identityHashCode(bytes);
    drawn = true;
  }

  private static long word(byte[] bytes, int from) {
    long word = 0;
    for (int i = from; i < from + Long.BYTES; i++) {
      word = (word << Byte.SIZE) | (bytes[i] & 0xff);
    }
    return word;
  }

  private long sipHash(int message) {
    long block = (4L << 56) | Integer.toUnsignedLong(message);
    long[] v = {
      secret0 ^ 0x736f6d6570736575L,
      secret1 ^ 0x646f72616e646f6dL,
      secret0 ^ 0x6c7967656e657261L,
      secret1 ^ 0x7465646279746573L
    };
    v[3] ^= block;
    rounds(v, 2);
    v[0] ^= block;
    v[2] ^= 0xff;
    rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
  }

  private static void rounds(long[] v, int count) {
    for (int i = 0; i < count; i++) {
      v[0] += v[1];
      v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
      v[0] = Long.rotateLeft(v[0], 32);
      v[2] += v[3];
      v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
      v[0] += v[3];
      v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
      v[2] += v[1];
      v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
      v[2] = Long.rotateLeft(v[2], 32);
    }
  }
}
