package io.unjam.agent.boot;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code GET} and {@code HEAD} on a port that only this machine can reach. Thread-safe.
 *
 * <p>One request a connection, after which it is closed. Needs {@code java.base} alone.
 */
final class LoopbackServer implements Closeable {

  /*
   * Why not the JDK's own server: its module is missing from many images and from applications on the
   * module path, and it makes a logger as it starts, which would initialise java.util.logging before
   * an application has said which log manager it wants.
   *
   * Each connection has a thread of its own, as a client may read as slowly as it likes. There are
   * never more than CLIENTS: a new one takes the place of the oldest, whose socket is closed, which
   * ends whatever its thread is waiting for. So nobody can keep others out, by ill will or a broken
   * network stack, and nothing here needs a timer of its own.
   */

  private static final int CLIENTS = 8;

  /** A scraper's request is a few hundred bytes. */
  private static final int MOST_BYTES = 8192;

  private static final int READ_MILLIS = 5_000;

  /** Makes what is answered. Called by several threads. */
  interface Pages {
    /**
     * One page.
     *
     * @param path without the query
     * @param accept the header of that name, {@code null} where there is none
     */
    Page get(String path, @Nullable String accept) throws IOException;
  }

  /**
   * An answer.
   *
   * @param status of HTTP, as {@code 200 OK}
   * @param body the whole body
   */
  @SuppressWarnings("ArrayRecordComponent") // made to be written out, never compared
  record Page(String status, String contentType, byte[] body) {

    /** One that is a line of text. */
    static Page text(String status, String line) {
      return new Page(
          status, "text/plain; charset=utf-8", (line + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private final ServerSocket server;
  private final Pages pages;
  private final Console console;
  private final Set<Client> clients = new LinkedHashSet<>();
  private final Thread acceptor;
  private boolean closed;

  private LoopbackServer(ServerSocket server, Pages pages, Console console) {
    this.server = server;
    this.pages = pages;
    this.console = console;
    this.acceptor = new Worker("unjam-metrics", this::accept);
  }

  /**
   * Opens one.
   *
   * @param port 0 for one that is free
   * @throws IOException if the port can't be had
   */
  static LoopbackServer open(int port, Pages pages, Console console) throws IOException {
    // Not the "loopback address", which may be ::1 by a setting of the application's.
    InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(here, port));
      // What clients will take is initialised now, not by the first one: see SnapshotFeed.
      socket.getReceiveBufferSize();
      Class.forName(Socket.class.getName());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("this very class is written with it", e);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    LoopbackServer server = new LoopbackServer(socket, pages, console);
    server.acceptor.start();
    return server;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      Socket socket;
      try {
        socket = server.accept();
      } catch (IOException e) {
        if (!server.isClosed()) {
          console.info("no more metrics: " + e);
          shut(server);
        }
        return;
      }
      Client client = new Client(socket);
      Client unwanted;
      synchronized (clients) {
        unwanted = closed ? client : oldestOfTooMany();
        if (!closed) {
          clients.add(client);
          client.thread.start();
        }
      }
      if (unwanted != null) {
        shut(unwanted.socket);
      }
    }
  }

  /** The one that has to go so that there is room; it stays listed until its thread ends. */
  private @Nullable Client oldestOfTooMany() {
    Client oldest = null;
    int open = 0;
    for (Client client : clients) {
      if (!client.socket.isClosed()) {
        oldest = oldest == null ? client : oldest;
        open++;
      }
    }
    return open < CLIENTS ? null : oldest;
  }

  private static void shut(Closeable socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // Nothing is lost that anybody would read.
    }
  }

  /** Frees the port and waits, a few seconds at most, for the threads to end. */
  @Override
  public void close() {
    List<Client> last;
    synchronized (clients) {
      closed = true;
      last = new ArrayList<>(clients);
    }
    shut(server);
    for (Client client : last) {
      shut(client.socket);
    }
    try {
      TimeUnit.SECONDS.timedJoin(acceptor, 5);
      for (Client client : last) {
        TimeUnit.SECONDS.timedJoin(client.thread, 5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A daemon that takes nothing from the thread that makes it. */
  private static final class Worker extends Thread {
    Worker(String name, Runnable work) {
      super(null, work, name, 0, false);
      setDaemon(true);
      setContextClassLoader(null);
    }
  }

  /** One connection. */
  private final class Client {
    private final Socket socket;
    private final Thread thread = new Worker("unjam-metrics-client", this::serve);

    Client(Socket socket) {
      this.socket = socket;
    }

    private void serve() {
      try (socket) {
        socket.setSoTimeout(READ_MILLIS);
        answer();
      } catch (IOException e) {
        console.debug("a scraper went away: " + e);
      } catch (Throwable e) {
        // The boundary: what goes wrong in here must not reach the application's handlers.
        console.error("metrics failed: " + e, e);
      } finally {
        synchronized (clients) {
          clients.remove(this);
        }
      }
    }

    private void answer() throws IOException {
      String head = head(socket.getInputStream());
      if (head.isEmpty()) {
        return;
      }
      String[] lines = head.split("\r?\n", -1);
      String[] request = lines[0].split(" ", 4);
      if (request.length != 3 || !request[2].startsWith("HTTP/1.")) {
        write(Page.text("400 Bad Request", "this is no request of HTTP/1"), "", true);
      } else if (!request[0].equals("GET") && !request[0].equals("HEAD")) {
        write(
            Page.text("405 Method Not Allowed", "only GET and HEAD"), "Allow: GET, HEAD\r\n", true);
      } else {
        int query = request[1].indexOf('?');
        String path = query < 0 ? request[1] : request[1].substring(0, query);
        Page page;
        try {
          page = pages.get(path, header(lines, "accept"));
        } catch (RuntimeException | LinkageError e) {
          console.error("metrics failed: " + e, e);
          page = Page.text("500 Internal Server Error", "failed: " + e);
        }
        write(page, "", request[0].equals("GET"));
      }
    }

    /** Up to the empty line; nothing where the client ends before it. */
    private String head(InputStream in) throws IOException {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      int ends = 0;
      while (ends < 2) {
        int b;
        try {
          b = head.size() < MOST_BYTES ? in.read() : -1;
        } catch (InterruptedIOException slow) {
          return "";
        }
        if (b < 0) {
          return "";
        }
        head.write(b);
        ends = b == '\n' ? ends + 1 : b == '\r' ? ends : 0;
      }
      return head.toString(StandardCharsets.ISO_8859_1);
    }

    private @Nullable String header(String[] lines, String name) {
      for (String line : lines) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).trim().equalsIgnoreCase(name)) {
          return line.substring(colon + 1).trim();
        }
      }
      return null;
    }

    private void write(Page page, String headers, boolean body) throws IOException {
      String head =
          "HTTP/1.1 "
              + page.status()
              + "\r\nContent-Type: "
              + page.contentType()
              + "\r\nContent-Length: "
              + page.body().length
              + "\r\nCache-Control: no-store\r\nConnection: close\r\n"
              + headers
              + "\r\n";
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.ISO_8859_1));
      if (body) {
        out.write(page.body());
      }
      out.flush();
    }
  }
}
