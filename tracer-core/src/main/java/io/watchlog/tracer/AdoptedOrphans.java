package io.watchlog.tracer;

import io.watchlog.tracer.internal.log.AdoptedLog;
import io.watchlog.tracer.internal.log.Orphans;
import io.watchlog.tracer.internal.log.RecordSource;
import io.watchlog.tracer.internal.ship.OrphanFinder;
import java.io.IOException;

/**
 * What dead processes left, as the sender takes it. Sender thread only.
 *
 * @param orphans finds it
 */
record AdoptedOrphans(Orphans orphans) implements OrphanFinder {
  @Override
  public AdoptedRecords adoptNext() throws IOException {
    AdoptedLog adopted = orphans.adoptNext();
    return adopted == null ? null : new Adopted(adopted);
  }

  private record Adopted(AdoptedLog log) implements AdoptedRecords {
    @Override
    public RecordSource source() {
      return log;
    }

    @Override
    public long records() {
      return log.records();
    }

    @Override
    public void close() {
      log.close();
    }
  }
}
