package com.acme.gateway.http;

import io.netty.util.concurrent.EventExecutorGroup;
import java.util.concurrent.TimeUnit;

/** Ends groups of Netty threads. */
public final class EventLoops {
  private static final int LONGEST_SECONDS = 5;

  private EventLoops() {}

  /** Lets running tasks finish, for a few seconds at most, without Netty's usual quiet period. */
  public static void stop(EventExecutorGroup group) {
    group.shutdownGracefully(0, LONGEST_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
