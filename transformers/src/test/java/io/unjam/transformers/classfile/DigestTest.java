package io.unjam.transformers.classfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DigestTest {

  @Test
  void isThePlatformsSha256AtEveryLengthAroundTheBlocks() throws Exception {
    MessageDigest oracle = MessageDigest.getInstance("SHA-256");
    Random random = new Random(42);
    for (int length = 0; length <= 300; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(Digest.of(bytes))
          .as("length %d", length)
          .isEqualTo(HexFormat.of().formatHex(oracle.digest(bytes)));
    }
  }

  @Test
  void isThePlatformsSha256OfALargeFile() throws Exception {
    byte[] bytes = new byte[1_000_003];
    new Random(7).nextBytes(bytes);
    assertThat(Digest.of(bytes))
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
  }
}
