package io.unjam.agent.cli.top;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The user's whole terminal, taken and given back: its modes by {@code stty}, which POSIX asks of
 * every system, the screen by the few codes that all terminals of this century share. Given back on
 * {@link #close}, and by a shutdown hook on Ctrl-C and SIGTERM.
 *
 * <p>Drawn to by one thread; closed by any.
 */
public final class Screen implements AutoCloseable {

  /** No key in the time. */
  public static final int NONE = -1;

  /** The terminal is gone. */
  public static final int GONE = -2;

  private static final String ESC = "\u001b[";
  private static final String ENTER = ESC + "?1049h" + ESC + "?25l";
  private static final String LEAVE = ESC + "?25h" + ESC + "?1049l";
  private static final int ROWS = 24;
  private static final int COLUMNS = 80;

  private final PrintWriter out;
  private final String modes;
  private final boolean strong;
  private final BlockingQueue<Integer> keys = new LinkedBlockingQueue<>();
  private final Thread hook;
  private boolean closed;
  private int rows = ROWS;
  private int columns = COLUMNS;

  private Screen(PrintWriter out, String modes, boolean strong) {
    this.out = out;
    this.modes = modes;
    this.strong = strong;
    this.hook = new Thread(this::restore, "unjam-terminal");
  }

  /**
   * Takes the terminal that is standard input and output.
   *
   * @param strong whether text may stand out
   * @throws IOException if it can't be had
   */
  public static Screen take(PrintWriter out, boolean strong) throws IOException {
    Screen screen = new Screen(out, stty("-g").strip(), strong);
    Runtime.getRuntime().addShutdownHook(screen.hook);
    try {
      screen.ask();
    } catch (IOException e) {
      screen.close();
      throw e;
    }
    screen.enter();
    InputStream in = System.in;
    Thread reader = new Thread(() -> screen.read(in), "unjam-keys");
    reader.setDaemon(true);
    reader.start();
    return screen;
  }

  /** Not after {@link #restore}: nobody would leave it again. */
  private synchronized void enter() {
    if (!closed) {
      out.print(ENTER);
      out.flush();
    }
  }

  private void read(InputStream in) {
    try {
      for (int key = in.read(); key >= 0; key = in.read()) {
        keys.add(key);
      }
    } catch (IOException e) {
      // As at its end.
    }
    keys.add(GONE);
  }

  /** The next key pressed; {@link #NONE} or {@link #GONE}. */
  public int key(long millis) throws InterruptedException {
    Integer key = keys.poll(millis, TimeUnit.MILLISECONDS);
    return key == null ? NONE : key;
  }

  /**
   * Asks how large the terminal is now, and sets its modes again, which a shell puts back when the
   * command was stopped and goes on. What can't be asked stays as it was.
   */
  public void resize() {
    try {
      ask();
    } catch (IOException e) {
      // Ctrl-C ends the stty that is running as well, while the JVM is about to end by it; and a
      // terminal that is gone has GONE as its next key.
    }
  }

  /** Not beside {@link #restore}: a {@code stty} that ends after its own would undo it. */
  private synchronized void ask() throws IOException {
    if (closed) {
      return;
    }
    String[] size =
        stty("-icanon", "-echo", "min", "1", "time", "0", "size").strip().split(" ", -1);
    rows = size.length == 2 ? number(size[0], number(System.getenv("LINES"), ROWS)) : ROWS;
    columns =
        size.length == 2 ? number(size[1], number(System.getenv("COLUMNS"), COLUMNS)) : COLUMNS;
  }

  /** A number above zero, or the other one. */
  public static int number(@Nullable String text, int other) {
    return text != null && text.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(text) : other;
  }

  /** How many lines fit. */
  public int rows() {
    return rows;
  }

  /** How many characters fit on a line. */
  public int columns() {
    return columns;
  }

  /**
   * Draws all lines, the first two strongly, and one below them.
   *
   * @param below the last line of the screen
   */
  public synchronized void draw(List<String> lines, String below) {
    if (closed) {
      return;
    }
    StringBuilder frame = new StringBuilder(ESC).append('H');
    int at = 0;
    for (String line : lines) {
      frame.append(at < 2 && strong ? ESC + "1m" + line + ESC + "0m" : line);
      frame.append(ESC).append("K\r\n");
      at++;
    }
    frame.append(ESC).append('J').append(ESC).append(rows).append(";1H");
    frame.append(below, 0, Math.min(below.length(), columns)).append(ESC).append('K');
    out.print(frame);
    out.flush();
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The JVM is going down: the hook has run or finds nothing to do.
    }
  }

  private synchronized void restore() {
    if (closed) {
      return;
    }
    closed = true;
    out.print(LEAVE);
    out.flush();
    try {
      stty(modes);
    } catch (IOException e) {
      // The terminal is gone, and its modes with it.
    }
  }

  private static String stty(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectErrorStream(true)
            .start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(said.strip());
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
