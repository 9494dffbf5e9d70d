package io.watchlog.tracer.internal.ship;

import java.lang.invoke.VarHandle;

/**
 * From how many appended records or bytes on the journal wakes the sender. Set by the sender
 * thread, asked by any.
 */
final class WakeMark {
  private final LiveLog live;
  private volatile long atAppended = Long.MIN_VALUE;
  private volatile long atBytes = Long.MIN_VALUE;

  WakeMark(LiveLog live) {
    this.live = live;
  }

  boolean isReached() {
    // The counts were published before; the sender sets its mark and then looks at the counts
    // again.
    VarHandle.fullFence();
    return live.appended().getAsLong() >= atAppended || live.appendedBytes().getAsLong() >= atBytes;
  }

  /**
   * Sets it to so many records and bytes behind what was seen; 0 records for any progress of the
   * journal.
   *
   * @return whether as much was appended meanwhile
   */
  boolean set(long seenAppended, long records, long seenBytes, long bytes) {
    atAppended = seenAppended + records;
    atBytes = seenBytes + bytes;
    VarHandle.fullFence();
    return live.appended().getAsLong() >= seenAppended + Math.max(1, records)
        || live.appendedBytes().getAsLong() >= seenBytes + bytes;
  }
}
