package io.unjam.runtime.record;

import java.lang.ref.WeakReference;

/** Whose a {@link Lane} is, read by every thread; and room, so that this shares no cache line. */
abstract class LanePad extends WeakReference<Thread> {

  @SuppressWarnings("unused") // keeps the owner's writes off the line that others read
  private long p00, p01, p02, p03, p04, p05, p06, p07;

  LanePad(Thread owner) {
    super(owner);
  }
}
