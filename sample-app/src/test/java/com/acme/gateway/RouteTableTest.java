package com.acme.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
  @TempDir Path folder;

  @Test
  void routesByHostAndLongestPrefixOfWholeSegments() throws Exception {
    try (ChangeJournal journal = open(false)) {
      RouteTable table = new RouteTable(journal);
      Router router = new Router(table);
      Route root = new Route("A.example", "/", "u:1");
      Route api = new Route("a.example", "/api/", "u:2");
      Route orders = new Route("a.example", "/api/orders", "u:3");
      table.pushAll(List.of(root, api, orders));

      assertThat(router.route("a.EXAMPLE:8080", "/api/orders/7?x=/y")).isEqualTo(orders);
      assertThat(router.route("a.example", "/api/orders")).isEqualTo(orders);
      assertThat(router.route("a.example", "/api/ordersX")).isEqualTo(api);
      assertThat(router.route("a.example", "/api/")).isEqualTo(api);
      assertThat(router.route("a.example", "/apis")).isEqualTo(root);
      assertThat(router.route("a.example", "/")).isEqualTo(root);
      assertThat(router.route("b.example", "/")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theReplayedJournalIsTheTableAfterConcurrentWrites(boolean force) throws Exception {
    try (ChangeJournal journal = open(force)) {
      RouteTable table = new RouteTable(journal);
      ExecutorService writers = Executors.newFixedThreadPool(4);
      List<Future<?>> running = new ArrayList<>();
      for (int w = 0; w < 4; w++) {
        int writer = w;
        running.add(
            writers.submit(
                () -> {
                  for (int i = 0; i < 50; i++) {
                    table.push(route(i % 20, writer));
                    table.remove(route((i + 7) % 20, 0).key());
                  }
                  table.pushAll(IntStream.range(0, 1_500).mapToObj(i -> route(i, writer)).toList());
                }));
      }
      for (Future<?> writer : running) {
        writer.get();
      }
      writers.shutdown();

      RouteTable.Checkpoint checkpoint = table.checkpoint();
      JournalReplay replay = JournalReplay.read(folder.resolve("journal"), checkpoint.changes());
      assertThat(checkpoint.routes()).hasSize(1_500).isEqualTo(replay.routes());
      assertThat(replay.differences(checkpoint.routes())).isZero();
      assertThat(replay.changes()).isEqualTo(checkpoint.changes()).isGreaterThan(6_000);
    }
  }

  @Test
  void aTornLastRecordIsCutOffAndTheNextOneIsWhole() throws Exception {
    Path file = folder.resolve("journal");
    try (ChangeJournal journal = open(false)) {
      new RouteTable(journal).push(route(1, 1));
    }
    Files.writeString(file, "PUT\thalf", StandardOpenOption.APPEND);
    try (ChangeJournal journal = open(false)) {
      new RouteTable(journal).push(route(2, 2));
    }
    assertThat(JournalReplay.read(file, Long.MAX_VALUE).routes().values())
        .containsExactlyInAnyOrder(route(1, 1), route(2, 2));
  }

  @Test
  void aForeignFileIsRefusedAndNamed() throws Exception {
    Files.writeString(folder.resolve("journal"), "not ours\n");
    assertThatThrownBy(() -> open(false)).hasMessageContaining("record 1: not a journal record");
  }

  @Test
  void theInvariantCountsEveryKeyThatDisagrees() {
    JournalReplay replay = JournalReplay.empty();
    replay.routes().put(route(1, 1).key(), route(1, 1));
    replay.routes().put(route(2, 1).key(), route(2, 1));
    assertThat(
            replay.differences(
                Map.of(route(1, 9).key(), route(1, 9), route(3, 1).key(), route(3, 1))))
        .isEqualTo(3);
  }

  private ChangeJournal open(boolean force) throws Exception {
    Path file = folder.resolve("journal");
    return ChangeJournal.open(file, force, JournalReplay.read(file, Long.MAX_VALUE));
  }

  private static Route route(int name, int port) {
    return new Route("h" + name, "/p", "u:" + port);
  }
}
