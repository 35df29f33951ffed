package com.acme.gateway.load;

import java.util.concurrent.locks.LockSupport;

/** Time as the driver sees it. */
interface Ticker {

  /** Nanoseconds, as of {@link System#nanoTime}. */
  long nanoTime();

  /** Returns at {@code nanoTime} or a little later; at once where that has passed. */
  void sleepUntil(long nanoTime);

  /** The machine's clock. Sleeping ends some 50 microseconds late on Linux (timer slack). */
  Ticker SYSTEM =
      new Ticker() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleepUntil(long nanoTime) {
          for (long left = nanoTime - System.nanoTime();
              left > 0;
              left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
        }
      };
}
