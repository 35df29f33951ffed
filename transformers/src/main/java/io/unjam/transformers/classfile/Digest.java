package io.unjam.transformers.classfile;

/**
 * The digest that ties a plan to the bytes it judged: SHA-256, as FIPS 180-4 (section 6.2) defines
 * it. Stateless and thread-safe.
 */
public final class Digest {
  /*
   * The platform has this digest too, behind its security providers. Those are not for a class that
   * works while an application starts and under its class-loading locks: asking them loads some 200
   * classes, reads the security properties before the application may have set them, and runs
   * whatever provider somebody put first.
   */

  private static final char[] HEX = "0123456789abcdef".toCharArray();
  private static final int BLOCK = 64;

  /** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
  private static final int[] K = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
  };

  private Digest() {}

  /** SHA-256 of some bytes, as 64 lower-case hexadecimal digits. */
  public static String of(byte[] bytes) {
    int[] hash = {
      0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
    };
    int[] words = new int[BLOCK];
    int whole = bytes.length / BLOCK * BLOCK;
    for (int at = 0; at < whole; at += BLOCK) {
      block(bytes, at, words, hash);
    }
    byte[] tail = padded(bytes, whole);
    for (int at = 0; at < tail.length; at += BLOCK) {
      block(tail, at, words, hash);
    }
    char[] text = new char[hash.length * 8];
    for (int i = 0; i < text.length; i++) {
      text[i] = HEX[(hash[i >> 3] >>> (28 - 4 * (i & 7))) & 15];
    }
    return new String(text);
  }

  /** The bytes from {@code from}, a one bit, zeros, and the length in bits in the last 8 bytes. */
  private static byte[] padded(byte[] bytes, int from) {
    int rest = bytes.length - from;
    byte[] tail = new byte[rest + 9 <= BLOCK ? BLOCK : 2 * BLOCK];
    System.arraycopy(bytes, from, tail, 0, rest);
    tail[rest] = (byte) 0x80;
    long bits = 8L * bytes.length;
    for (int i = 1; i <= 8; i++) {
      tail[tail.length - i] = (byte) bits;
      bits >>>= 8;
    }
    return tail;
  }

  private static void block(byte[] bytes, int at, int[] w, int[] hash) {
    for (int i = 0; i < 16; i++) {
      int j = at + 4 * i;
      w[i] =
          (bytes[j] << 24)
              | ((bytes[j + 1] & 0xff) << 16)
              | ((bytes[j + 2] & 0xff) << 8)
              | (bytes[j + 3] & 0xff);
    }
    for (int i = 16; i < BLOCK; i++) {
      int x = w[i - 15];
      int y = w[i - 2];
      int s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      int s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    int a = hash[0];
    int b = hash[1];
    int c = hash[2];
    int d = hash[3];
    int e = hash[4];
    int f = hash[5];
    int g = hash[6];
    int h = hash[7];
    for (int i = 0; i < BLOCK; i++) {
      int s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      int t1 = h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i];
      int s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      int t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + t2;
    }
    hash[0] += a;
    hash[1] += b;
    hash[2] += c;
    hash[3] += d;
    hash[4] += e;
    hash[5] += f;
    hash[6] += g;
    hash[7] += h;
  }
}
