package io.unjam.apps.kafka;

import io.unjam.apps.Application;
import io.unjam.apps.Checks;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka node that is broker and controller, with producers and a consumer in the same JVM.
 * Every record carries its producer, a number and a checksum; each must come back once, whole, and
 * in the order of its producer.
 */
public final class Kafka implements Application {
  private static final String TOPIC = "records";
  private static final int PARTITIONS = 4;

  /** Bytes of a record: producer, number, checksum, then noise. */
  private static final int SIZE = 256;

  private static final int HEADER = Integer.BYTES + Long.BYTES + Long.BYTES;
  private static final Duration AT_MOST = Duration.ofSeconds(60);

  private @Nullable KafkaRaftServer server;
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private KafkaProducer<byte[], byte[]>[] producers = producers(0);
  private SplittableRandom[] randoms = {};
  private long[] sent = {};
  private long[] received = {};

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static KafkaProducer<byte[], byte[]>[] producers(int count) {
    return new KafkaProducer[count];
  }

  @Override
  public void start(Path scratch, int threads) throws Exception {
    int port = freePort();
    int controllerPort = freePort();
    String address = "127.0.0.1:" + port;
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
            Map.entry(
                "listeners",
                "PLAINTEXT://" + address + ",CONTROLLER://127.0.0.1:" + controllerPort),
            Map.entry("advertised.listeners", "PLAINTEXT://" + address),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("log.dirs", scratch.resolve("logs").toString()),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"));
    format(scratch, settings);
    KafkaRaftServer started = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
    server = started;
    started.startup();

    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
          .all()
          .get(AT_MOST.toSeconds(), TimeUnit.SECONDS);
    }
    producers = producers(threads);
    randoms = new SplittableRandom[threads];
    sent = new long[threads];
    received = new long[threads];
    for (int i = 0; i < threads; i++) {
      producers[i] =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", address, "acks", "all"),
              new ByteArraySerializer(),
              new ByteArraySerializer());
      randoms[i] = new SplittableRandom(i);
    }
    KafkaConsumer<byte[], byte[]> reading =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", address, "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer = reading;
    List<TopicPartition> all =
        java.util.stream.IntStream.range(0, PARTITIONS)
            .mapToObj(partition -> new TopicPartition(TOPIC, partition))
            .toList();
    reading.assign(all);
    reading.seekToBeginning(all);
  }

  private static void format(Path scratch, Map<String, String> settings) throws IOException {
    Path file = scratch.resolve("server.properties");
    StringBuilder text = new StringBuilder();
    settings.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    Files.writeString(file, text);
    PrintStream out = System.err;
    int exit =
        StorageTool.execute(
            new String[] {"format", "-t", "AAAAAAAAAAAAAAAAAAAAAQ", "-c", file.toString()}, out);
    if (exit != 0) {
      throw new IOException("the storage could not be formatted: " + exit);
    }
  }

  // Taken a moment later: another process may be faster, which Kafka then says at its start.
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void operation(int thread) throws Exception {
    byte[] noise = new byte[SIZE - HEADER];
    randoms[thread].nextBytes(noise);
    long number = sent[thread];
    ByteBuffer record = ByteBuffer.allocate(SIZE);
    record.putInt(thread).putLong(number).putLong(checksum(thread, number, noise)).put(noise);
    // One partition per producer: only there Kafka promises an order.
    producers[thread]
        .send(new ProducerRecord<>(TOPIC, thread % PARTITIONS, null, record.array()))
        .get(AT_MOST.toSeconds(), TimeUnit.SECONDS);
    sent[thread]++;
  }

  private static long checksum(int thread, long number, byte[] noise) {
    CRC32C checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(12).putInt(thread).putLong(number).flip());
    checksum.update(noise);
    return checksum.getValue();
  }

  @Override
  public void check(Checks checks) {
    KafkaConsumer<byte[], byte[]> reading = consumer;
    if (reading == null) {
      throw new IllegalStateException("not started");
    }
    long missing = -sum(received) + sum(sent);
    long deadline = System.nanoTime() + AT_MOST.toNanos();
    while (missing > 0 && System.nanoTime() - deadline < 0) {
      ConsumerRecords<byte[], byte[]> records = reading.poll(Duration.ofMillis(500));
      for (ConsumerRecord<byte[], byte[]> record : records) {
        receive(ByteBuffer.wrap(record.value()), checks);
        missing--;
      }
    }
    for (int i = 0; i < sent.length; i++) {
      checks.equal("records of producer " + i, sent[i], received[i]);
    }
  }

  private void receive(ByteBuffer record, Checks checks) {
    int thread = record.getInt();
    long number = record.getLong();
    long checksum = record.getLong();
    byte[] noise = new byte[record.remaining()];
    record.get(noise);
    checks.equal("next record of producer " + thread, received[thread], number);
    checks.equal("checksum of a record", checksum(thread, number, noise), checksum);
    received[thread] = number + 1;
  }

  private static long sum(long[] numbers) {
    long sum = 0;
    for (long number : numbers) {
      sum += number;
    }
    return sum;
  }

  @Override
  public void close() {
    for (KafkaProducer<byte[], byte[]> producer : producers) {
      producer.close();
    }
    if (consumer != null) {
      consumer.close();
    }
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
    }
  }
}
