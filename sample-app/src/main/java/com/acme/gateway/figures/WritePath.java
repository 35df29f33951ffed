package com.acme.gateway.figures;

import java.util.Locale;

/** The ways in which the gateway's state is written, reported apart from each other. */
public enum WritePath {
  /** A proxied request writes its session. */
  SESSION("proxied request, writes its session"),
  /** The admin API pushes one route. */
  ROUTE("push of one route"),
  /** The admin API pushes many routes at once. */
  BULK("bulk push of routes"),
  /** A reservation, an order or a cancellation. */
  ORDER("reservation or order");

  private final String meaning;

  WritePath(String meaning) {
    this.meaning = meaning;
  }

  /** The name in options, JSON and tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A few words for people. */
  public String meaning() {
    return meaning;
  }

  /**
   * The path of a label.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static WritePath of(String label) {
    for (WritePath path : values()) {
      if (path.label().equals(label)) {
        return path;
      }
    }
    throw new IllegalArgumentException("no such write path: " + label);
  }
}
