package io.watchlog.tracer.internal.log;

/**
 * Has the JVM deliver the {@code InternalError} of an earlier access to a truncated mapping here
 * and now.
 *
 * <p>On JDK 17 a fault in compiled code is only noted for the thread and thrown whenever that next
 * calls into the JVM's runtime. In the middle of a buffer's cleaner (ours, or Netty's on the sender
 * thread) that ends the whole process: {@code jdk.internal.ref.Cleaner} calls {@code System.exit}
 * on any throwable.
 */
final class PendingFault {
  // Not constants, so that no compiler replaces the call by an allocation of its own.
  private static int none;
  private static int one = 1;

  private PendingFault() {}

  /** Throws what is pending for this thread. Takes some fifty nanoseconds. */
  static void deliver() {
    // An array of arrays is always made by the runtime, interpreted or compiled, and its return
    // delivers. An empty one is the cheapest.
    byte[][] made = new byte[none][one];
    none = made.length;
  }
}
