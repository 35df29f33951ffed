package com.acme.gateway.load;

import java.io.IOException;

/** What one worker does again and again. Used by that worker alone. */
@FunctionalInterface
interface Operation {

  /**
   * Does it once.
   *
   * @param index which operation of its write path this is; with the seed it decides what is done
   * @throws IOException where it was not answered, or not as it should be
   */
  void run(long index) throws IOException;
}
