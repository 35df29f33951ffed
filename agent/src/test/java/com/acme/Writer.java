package com.acme;

import java.util.concurrent.ConcurrentHashMap;

/** An application that writes into a map and knows what must be in it afterwards. */
public final class Writer {

  private static final ConcurrentHashMap<Integer, String> TABLE = new ConcurrentHashMap<>();

  private Writer() {}

  /** Writes as many entries as its argument says and prints how many there are. */
  public static void main(String[] arguments) {
    int writes = Integer.parseInt(arguments[0]);
    for (int i = 0; i < writes; i++) {
      TABLE.put(i, "value");
    }
    System.out.println(TABLE.size() + " entries");
  }
}
