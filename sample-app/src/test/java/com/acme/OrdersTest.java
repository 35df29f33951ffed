package com.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class OrdersTest {

  @Test
  void noUnitIsLostOrMadeUnderConcurrency() throws Exception {
    Inventory inventory = new Inventory(Map.of("a", 500L, "b", 300L));
    Orders orders = new Orders(inventory);
    ExecutorService customers = Executors.newFixedThreadPool(4);
    List<Future<?>> running = new ArrayList<>();
    for (int c = 0; c < 4; c++) {
      SplittableRandom random = new SplittableRandom(c);
      running.add(
          customers.submit(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  Reservation held =
                      orders.reserve(random.nextBoolean() ? "a" : "b", 1 + random.nextInt(3));
                  int choice = random.nextInt(10);
                  if (held != null && choice == 0) {
                    orders.order(held.id());
                  } else if (held != null && choice < 9) {
                    orders.cancel(held.id());
                  }
                  assertThat(inventory.total().total()).isEqualTo(800);
                }
              }));
    }
    for (Future<?> customer : running) {
      customer.get();
    }
    customers.shutdown();
    Stock total = inventory.total();
    assertThat(total.total()).isEqualTo(800);
    assertThat(total.available()).isNotNegative();
    assertThat(orders.openUnits()).isEqualTo(total.reserved()).isPositive();
    assertThat(orders.soldUnits()).isEqualTo(total.sold()).isPositive();
  }

  @Test
  void refusesMoreThanThereIs() {
    Orders orders = new Orders(new Inventory(Map.of("a", 2L)));
    assertThat(orders.reserve("a", 3)).isNull();
    assertThat(orders.reserve("a", 2)).isNotNull();
    assertThat(orders.reserve("a", 1)).isNull();
  }
}
