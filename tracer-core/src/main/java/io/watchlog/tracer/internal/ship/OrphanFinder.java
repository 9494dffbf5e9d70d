package io.watchlog.tracer.internal.ship;

import io.watchlog.tracer.internal.log.RecordSource;
import java.io.IOException;

/** Finds what dead processes of the same application left behind. On the sender thread only. */
@FunctionalInterface
public interface OrphanFinder {
  /** A log that was taken over and is locked by this process. */
  interface AdoptedRecords {
    /** To read. */
    RecordSource source();

    /** How many records were found in it. */
    long records();

    /** Gives it back: what is drained is deleted, what is not stays for the next. */
    void close();
  }

  /** The next one, or null where there is none. */
  AdoptedRecords adoptNext() throws IOException;
}
