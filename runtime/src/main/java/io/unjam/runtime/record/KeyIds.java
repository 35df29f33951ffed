package io.unjam.runtime.record;

import java.security.SecureRandom;

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
      SecureRandom random = new SecureRandom();
      secret0 = random.nextLong();
      secret1 = random.nextLong();
      drawn = true;
    }
    long id = sipHash(hash);
    return id == 0 ? 1 : id;
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
