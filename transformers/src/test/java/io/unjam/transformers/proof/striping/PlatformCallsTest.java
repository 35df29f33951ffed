package io.unjam.transformers.proof.striping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.Opcodes;

class PlatformCallsTest {

  @ParameterizedTest(name = "{0}.{1}{2} {3}")
  @CsvSource(
      delimiter = ' ',
      value = {
        "java/lang/Enum compareTo (Ljava/lang/Enum;)I true",
        "java/lang/Enum toString ()Ljava/lang/String; false",
        "java/lang/Enum valueOf (Ljava/lang/Class;Ljava/lang/String;)Ljava/lang/Enum; false",
        "java/lang/String length ()I true",
        "java/lang/String intern ()Ljava/lang/String; false",
        "java/lang/String valueOf (Ljava/lang/Object;)Ljava/lang/String; false",
        "java/util/UUID randomUUID ()Ljava/util/UUID; false",
        "com/acme/Unknown length ()I false",
      })
  void runNothingOfTheApplications(String owner, String name, String descriptor, boolean pure) {
    assertThat(PlatformCalls.isPure(Opcodes.INVOKEVIRTUAL, owner, name, descriptor, false))
        .isEqualTo(pure);
    assertThat(PlatformCalls.isPure(Opcodes.INVOKESTATIC, owner, name, descriptor, false))
        .isEqualTo(pure);
  }
}
