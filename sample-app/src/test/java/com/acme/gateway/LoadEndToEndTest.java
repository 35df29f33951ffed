package com.acme.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.gateway.figures.WritePath;
import com.acme.gateway.http.HttpAnswers;
import com.acme.gateway.http.HttpServer;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class LoadEndToEndTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway =
        Gateway.start(
            new GatewayConfig(
                "127.0.0.1",
                0,
                0,
                4,
                folder.resolve("journal"),
                false,
                GatewayConfig.stock(100, 1_000)));
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  @Test
  void everyPathIsMeasuredAndEverythingAddsUp() throws Exception {
    Path json = folder.resolve("result.json");
    int exit =
        load(gateway.adminPort(), "--rate=session=100,route=50,bulk=2,order=max", "--json=" + json);

    assertThat(exit).as("%s%s", out, err).isZero();
    assertThat(err.toString()).contains("warming up 1/1 s", "measuring 1/1 s");
    assertThat(out.toString()).contains("ok     journal", "ok     driver-sold");
    JsonObject result = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(result.get("ok").getAsBoolean()).isTrue();
    for (WritePath path : WritePath.values()) {
      JsonObject figures = result.getAsJsonObject("paths").getAsJsonObject(path.label());
      assertThat(figures.get("operations").getAsLong()).as(path.label()).isPositive();
      for (String kind : List.of("responseTimeNs", "serviceTimeNs", "inProcessNs")) {
        assertThat(figures.getAsJsonObject(kind).get("max").getAsLong())
            .as("%s %s", path, kind)
            .isPositive();
      }
    }
    assertThat(
            result
                .getAsJsonObject("paths")
                .getAsJsonObject("session")
                .get("operations")
                .getAsLong())
        .isEqualTo(100);
  }

  @Test
  void aGatewayWhoseFiguresDoNotAddUpMakesTheDriverFail() {
    EventLoopGroup loops = new NioEventLoopGroup(1);
    try {
      Channel liar =
          HttpServer.bind(
              loops,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              null,
              () -> new Liar(gateway.adminPort()));
      int exit = load(HttpServer.port(liar), "--rate=session=20,route=0,bulk=0,order=0");
      assertThat(exit).isEqualTo(1);
      assertThat(out.toString()).contains("BROKEN driver-requests");
    } finally {
      loops.shutdownGracefully().syncUninterruptibly();
    }
  }

  @Test
  void aMisspeltRateIsAUsageError() {
    assertThat(load(1, "--rate=sessions=4")).isEqualTo(2);
    assertThat(err.toString()).contains("no such write path: sessions");
  }

  private int load(int adminPort, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.add("load");
    arguments.add("--proxy=127.0.0.1:" + gateway.port());
    arguments.add("--admin=127.0.0.1:" + adminPort);
    arguments.add("--warmup=1");
    arguments.add("--duration=1");
    arguments.add("--workers=2");
    arguments.addAll(List.of(more));
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments.toArray(new String[0]));
  }

  /** The admin API, but for one figure: it says that no request was ever served. */
  private static final class Liar extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final HttpClient client = HttpClient.newHttpClient();
    private final int adminPort;

    Liar(int adminPort) {
      this.adminPort = adminPort;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request)
        throws Exception {
      String body =
          client
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + adminPort + request.uri()))
                      .method(
                          request.method().name(),
                          BodyPublishers.ofString(
                              request.content().toString(StandardCharsets.UTF_8)))
                      .build(),
                  BodyHandlers.ofString())
              .body()
              .replaceAll("\"requestsServed\":\\d+", "\"requestsServed\":0");
      HttpAnswers.write(
          context,
          request,
          HttpAnswers.of(
              HttpResponseStatus.OK, "application/json", body.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
