package io.unjam.transformers.plan.scan;

import org.objectweb.asm.Handle;

/** The methods of the platform that several scanners recognise. */
final class Calls {
  private static final String NO_ARGUMENTS = "()V";

  private Calls() {}

  static boolean isYield(String owner, String name, String descriptor) {
    return owner.equals("java/lang/Thread")
        && name.equals("yield")
        && descriptor.equals(NO_ARGUMENTS);
  }

  static boolean isYield(Handle handle) {
    return isYield(handle.getOwner(), handle.getName(), handle.getDesc());
  }

  static boolean isExplicitGc(String owner, String name, String descriptor) {
    return (owner.equals("java/lang/System") || owner.equals("java/lang/Runtime"))
        && name.equals("gc")
        && descriptor.equals(NO_ARGUMENTS);
  }

  static boolean isExplicitGc(Handle handle) {
    return isExplicitGc(handle.getOwner(), handle.getName(), handle.getDesc());
  }
}
