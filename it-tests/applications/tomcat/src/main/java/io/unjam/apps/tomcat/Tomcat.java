package io.unjam.apps.tomcat;

import io.unjam.apps.Application;
import io.unjam.apps.Checks;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat with a war of one servlet, {@link ShopServlet}, that its web application loader loads, and
 * browsers that fill their baskets over HTTP. What they put there must be in their sessions and in
 * the totals.
 */
public final class Tomcat implements Application {
  private static final int ITEMS = 32;

  private org.apache.catalina.startup.@Nullable Tomcat tomcat;
  private String shop = "";
  private Browser[] browsers = {};
  private SplittableRandom[] randoms = {};
  private long[] bought = {};

  @Override
  public void start(Path scratch, int threads) throws Exception {
    Path war = war(scratch.resolve("shop.war"));
    org.apache.catalina.startup.Tomcat started = new org.apache.catalina.startup.Tomcat();
    tomcat = started;
    started.setBaseDir(Files.createDirectories(scratch.resolve("base")).toString());
    started.setPort(0);
    started.getConnector().setProperty("address", "127.0.0.1");
    Files.createDirectories(scratch.resolve("base/webapps"));
    started.addWebapp("/shop", war.toString());
    started.start();
    int port = started.getConnector().getLocalPort();
    shop = "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + "/shop/";
    browsers = new Browser[threads];
    randoms = new SplittableRandom[threads];
    bought = new long[threads];
    for (int i = 0; i < threads; i++) {
      browsers[i] = new Browser();
      randoms[i] = new SplittableRandom(i);
    }
  }

  /** A war as a build would make it. */
  private static Path war(Path file) throws IOException {
    String servlet = ShopServlet.class.getName().replace('.', '/') + ".class";
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file));
        InputStream bytes = Tomcat.class.getClassLoader().getResourceAsStream(servlet)) {
      if (bytes == null) {
        throw new IOException(servlet + " is missing");
      }
      zip.putNextEntry(new ZipEntry("WEB-INF/classes/" + servlet));
      bytes.transferTo(zip);
      zip.putNextEntry(new ZipEntry("WEB-INF/web.xml"));
      zip.write(
          """
          <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
            <servlet>
              <servlet-name>shop</servlet-name>
              <servlet-class>%s</servlet-class>
            </servlet>
            <servlet-mapping>
              <servlet-name>shop</servlet-name>
              <url-pattern>/*</url-pattern>
            </servlet-mapping>
          </web-app>
          """
              .formatted(ShopServlet.class.getName())
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return file;
  }

  @Override
  public void operation(int thread) throws Exception {
    long inBasket = browsers[thread].post(page("buy?item=" + randoms[thread].nextInt(ITEMS)));
    bought[thread]++;
    if (inBasket != bought[thread]) {
      throw new IllegalStateException(
          "basket of " + thread + ": expected " + bought[thread] + ", found " + inBasket);
    }
  }

  private URI page(String path) {
    return URI.create(shop + path);
  }

  @Override
  public void check(Checks checks) throws Exception {
    long expected = 0;
    for (long each : bought) {
      expected += each;
    }
    Browser other = new Browser();
    long sold = 0;
    for (int item = 0; item < ITEMS; item++) {
      sold += other.get(page("sold?item=" + item));
    }
    checks.equal("items sold", expected, sold);
    checks.equal("purchases", expected, other.get(page("purchases")));
  }

  @Override
  public void close() throws Exception {
    if (tomcat != null) {
      tomcat.stop();
      tomcat.destroy();
    }
  }
}
