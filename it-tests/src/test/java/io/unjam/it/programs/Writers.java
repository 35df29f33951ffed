package io.unjam.it.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A program whose threads tell which processors they may run on. Each line of its standard input is
 * an order, answered by one line, {@code NUMBER ORDER: RESULT}:
 *
 * <ul>
 *   <li>{@code write NAME}: the thread of that name, made now if there is none, writes
 *   <li>{@code start NAME CHILD}: the thread NAME makes the thread CHILD
 *   <li>{@code virtual NAME}: a virtual thread of that name writes, and tells of its carrier
 *   <li>{@code ask NAME}: the thread tells, and writes nothing
 * </ul>
 */
public final class Writers {

  private static final ConcurrentHashMap<String, Integer> WRITTEN = new ConcurrentHashMap<>();

  private final Map<String, Worker> workers = new HashMap<>();

  private Writers() {}

  public static void main(String[] arguments) throws Exception {
    Writers program = new Writers();
    System.out.println("open");
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int number = 0;
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      number++;
      System.out.println(number + " " + order + ": " + program.serve(order.split(" ")));
      if (order.equals("close")) {
        return;
      }
    }
  }

  private String serve(String[] order) throws Exception {
    return switch (order[0]) {
      case "write" -> worker(order[1]).ask(Writers::write);
      case "ask" -> worker(order[1]).ask(Writers::processors);
      case "start" -> worker(order[1]).ask(() -> start(order[2]));
      case "virtual" -> virtually(order[1]);
      case "close" -> WRITTEN.toString();
      default -> "unknown";
    };
  }

  private Worker worker(String name) {
    return workers.computeIfAbsent(name, Worker::begin);
  }

  private String start(String child) {
    workers.put(child, Worker.begin(child));
    return "started";
  }

  private static String write() throws IOException {
    WRITTEN.merge(Thread.currentThread().getName(), 1, Integer::sum);
    return processors();
  }

  private static String virtually(String name) throws Exception {
    FutureTask<String> task = new FutureTask<>(Writers::write);
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Class<?> type = Class.forName("java.lang.Thread$Builder");
    builder = type.getMethod("name", String.class).invoke(builder, name);
    type.getMethod("start", Runnable.class).invoke(builder, task);
    return task.get();
  }

  /** The processors that the calling thread may run on, as Linux lists them: {@code 0-3,5}. */
  private static String processors() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
      if (line.startsWith("Cpus_allowed_list:")) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    throw new IOException("Linux does not say which processors a thread may use");
  }

  /** A thread that does what it is asked, one thing after the other. */
  private static final class Worker extends Thread {
    private final LinkedBlockingQueue<FutureTask<String>> tasks = new LinkedBlockingQueue<>();

    private Worker(String name) {
      super(name);
      setDaemon(true);
    }

    static Worker begin(String name) {
      Worker worker = new Worker(name);
      worker.start();
      return worker;
    }

    String ask(Callable<String> question) throws Exception {
      FutureTask<String> task = new FutureTask<>(question);
      tasks.add(task);
      return task.get();
    }

    @Override
    public void run() {
      try {
        while (true) {
          tasks.take().run();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
