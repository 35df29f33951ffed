package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.fixture.Maps;
import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Opcodes;

class RewriterTest {
  private static final String SHARD_ALL =
      """
        - name: shard all
          at: { package: com.acme }
          map: { variant: sharded, shards: 8 }
      """;

  private final Rewriter rewriter = new Rewriter(Rules.of(SHARD_ALL), new CountingIds());

  @Test
  void replacesEveryAllocationOfTheFixture() {
    Rewritten result = rewriter.rewrite(ClassBytes.of(Maps.class), ClassBytes.ALL);

    assertThat(result.failure()).isNull();
    assertThat(result.edited()).isNotNull();
    List<String> applied = new ArrayList<>();
    for (Decision decision : result.plan().decisions()) {
      if (decision.verdict() == Verdict.APPLIED) {
        applied.add(decision.site().method() + " " + decision.site().target());
      }
    }
    assertThat(applied)
        .contains(
            "<init> new ConcurrentHashMap",
            "<clinit> new ConcurrentHashMap",
            "supplied ConcurrentHashMap::new",
            "keySet ConcurrentHashMap.newKeySet",
            "keySetReference ConcurrentHashMap::newKeySet")
        .hasSize(26);
  }

  @Test
  void namesTheFieldThatAnAllocationIsStoredInto() {
    List<String> fields = new ArrayList<>();
    for (Decision decision :
        rewriter.rewrite(ClassBytes.of(Maps.class), ClassBytes.ALL).plan().decisions()) {
      if (decision.site().field() != null) {
        fields.add(decision.site().field());
      }
    }

    assertThat(fields)
        .containsExactlyInAnyOrder(
            "com.acme.fixture.Maps.sessions",
            "com.acme.fixture.Maps.TOTALS",
            "com.acme.fixture.Maps.names");
  }

  @Test
  void leavesAnApplicationsOwnSubclassAlone() {
    Rewritten counting = rewriter.rewrite(ClassBytes.of(Maps.Counting.class), ClassBytes.ALL);

    assertThat(counting.plan().decisions()).isEmpty();
    assertThat(counting.edited()).isNull();
  }

  @Test
  void turnsAwayClassesByNameAndByConstantPoolAlone() {
    byte[] maps = ClassBytes.of(Maps.class);

    assertThat(rewriter.mayTouch("com/acme/fixture/Maps", maps)).isTrue();
    assertThat(rewriter.mayTouch("org/other/Maps", maps)).isFalse();
    assertThat(rewriter.mayTouch("com/acme/Held", ClassBytes.of(Maps.Held.class))).isFalse();
  }

  @Test
  void keepsClassesItCannotReadAndSaysWhy() {
    byte[] future = ClassBytes.of(Maps.class).clone();
    future[6] = 1;
    byte[] cut = java.util.Arrays.copyOf(ClassBytes.of(Maps.class), 500);

    Rewritten ofTheFuture = rewriter.rewrite(future, ClassBytes.ALL);
    Rewritten corrupt = rewriter.rewrite(cut, ClassBytes.ALL);

    assertThat(ofTheFuture.edited()).isNull();
    assertThat(ofTheFuture.failure()).contains("class file version");
    assertThat(corrupt.edited()).isNull();
    assertThat(corrupt.failure()).contains("not a readable class file");
  }

  @Test
  void refusesAnEditWithoutTheWordWhereASerializerIsOnTheClassPath() {
    Rewritten result =
        rewriter.rewrite(
            ClassBytes.of(Maps.Kind.class),
            name ->
                name.equals("com/esotericsoftware/kryo/Kryo")
                    ? ClassBytes.of(Object.class)
                    : ClassBytes.ALL.find(name));

    assertThat(result.edited()).isNull();
    assertThat(result.plan().decisions())
        .singleElement()
        .satisfies(
            decision -> {
              assertThat(decision.verdict()).isEqualTo(Verdict.REFUSED);
              assertThat(decision.reason()).contains("Kryo", "class-identity-unused");
            });
  }

  @Test
  void addsNoMemberAndKeepsTheVersion() {
    byte[] edited = rewriter.rewrite(ClassBytes.of(Maps.class), ClassBytes.ALL).edited();
    org.objectweb.asm.tree.ClassNode before = new org.objectweb.asm.tree.ClassNode();
    org.objectweb.asm.tree.ClassNode after = new org.objectweb.asm.tree.ClassNode();
    new org.objectweb.asm.ClassReader(ClassBytes.of(Maps.class)).accept(before, 0);
    new org.objectweb.asm.ClassReader(edited).accept(after, 0);

    assertThat(after.version).isEqualTo(before.version).isEqualTo(Opcodes.V17);
    assertThat(after.methods).hasSameSizeAs(before.methods);
    assertThat(after.fields).hasSameSizeAs(before.fields);
  }

  /** Numbers sites in the order of asking. */
  static final class CountingIds implements SiteIds {
    private int next;

    @Override
    public int idOf(Decision decision) {
      return next++;
    }
  }
}
