package io.unjam.apps.tomcat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A shop as small ones are written: a basket per session, totals in maps. Answers by a number. */
public final class ShopServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final transient ConcurrentHashMap<String, Long> sold = new ConcurrentHashMap<>();
  private final transient AtomicLong purchases = new AtomicLong();

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long number =
        switch (request.getPathInfo()) {
          case "/sold" -> sold.getOrDefault(request.getParameter("item"), 0L);
          case "/purchases" -> purchases.get();
          default -> throw new IOException("no such page");
        };
    answer(number, response);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!request.getPathInfo().equals("/buy")) {
      throw new IOException("no such page");
    }
    answer(buy(request.getSession(), request.getParameter("item")), response);
  }

  private static void answer(long number, HttpServletResponse response) throws IOException {
    response.setContentType("text/plain");
    response.getWriter().println(number);
  }

  private long buy(HttpSession session, String item) {
    sold.merge(item, 1L, Long::sum);
    purchases.incrementAndGet();
    Long before = (Long) session.getAttribute("basket");
    long now = before == null ? 1 : before + 1;
    session.setAttribute("basket", now);
    return now;
  }
}
