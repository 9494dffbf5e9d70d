package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.internal.log.DeadLog.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** A step of a history. Where there is nothing to do it does nothing. */
interface LogAction {
  void on(LogHistory history) throws IOException;

  /** Appends records whose lengths vary, until one is refused. */
  record Append(int records, int length) implements LogAction {
    @Override
    public void on(LogHistory history) {
      int done = 0;
      while (done < records && history.live().append(varied(length, done))) {
        done++;
      }
    }
  }

  /** Appends, and evicts for room as the sender does. */
  record AppendEvicting(int records, int length) implements LogAction {
    @Override
    public void on(LogHistory history) {
      int done = 0;
      while (done < records && history.live().appendEvicting(varied(length, done))) {
        done++;
      }
    }
  }

  /** Appends a record that nearly fills a segment. */
  record AppendLongest(int bytesLess) implements LogAction {
    @Override
    public void on(LogHistory history) {
      history.live().append(history.live().maxLength() - bytesLess);
    }
  }

  private static int varied(int length, int index) {
    return length + index * 37 % (length + 1);
  }

  record Prepare() implements LogAction {
    @Override
    public void on(LogHistory history) {
      history.live().prepare();
    }
  }

  record Read(int limit) implements LogAction {
    @Override
    public void on(LogHistory history) {
      history.live().read(limit);
    }
  }

  record Look() implements LogAction {
    @Override
    public void on(LogHistory history) {
      history.live().look();
    }
  }

  record Settle(int which) implements LogAction {
    @Override
    public void on(LogHistory history) {
      history.live().batches.settle(which);
    }
  }

  record SettleAll() implements LogAction {
    @Override
    public void on(LogHistory history) {
      history.live().batches.settleAll();
    }
  }

  record EvictExcess() implements LogAction {
    @Override
    public void on(LogHistory history) {
      history.live().evictExcess();
    }
  }

  record EvictForRoom() implements LogAction {
    @Override
    public void on(LogHistory history) {
      history.live().evictForRoom();
    }
  }

  /** A disk that is full lets no new file be made. */
  record SetDiskFull(boolean full) implements LogAction {
    @Override
    public void on(LogHistory history) {
      history.live().setDiskFull(full);
    }
  }

  record Crash() implements LogAction {
    @Override
    public void on(LogHistory history) throws IOException {
      history.crash();
    }
  }

  record Restart() implements LogAction {
    @Override
    public void on(LogHistory history) throws IOException {
      history.restart();
    }
  }

  record Adopt() implements LogAction {
    @Override
    public void on(LogHistory history) throws IOException {
      history.adopt();
    }
  }

  record ReadAdopted(int limit) implements LogAction {
    @Override
    public void on(LogHistory history) {
      if (history.adoption() != null) {
        history.adoption().read(limit);
      }
    }
  }

  record SkipAdopted(int count) implements LogAction {
    @Override
    public void on(LogHistory history) {
      if (history.adoption() != null) {
        history.adoption().skip(count);
      }
    }
  }

  record SettleAdopted(int which) implements LogAction {
    @Override
    public void on(LogHistory history) {
      if (history.adoption() != null) {
        history.adoption().settle(which);
      }
    }
  }

  record CloseAdopted() implements LogAction {
    @Override
    public void on(LogHistory history) throws IOException {
      history.closeAdoption();
    }
  }

  /** Damages a file of the log that died last. */
  record Damage(LogDamage how, int file, int place) implements LogAction {
    @Override
    public void on(LogHistory history) throws IOException {
      if (history.dead().isEmpty()) {
        return;
      }
      DeadLog log = history.dead().get(history.dead().size() - 1);
      List<Part> parts = new ArrayList<>(log.parts);
      parts.removeIf(part -> !Files.exists(log.directory.resolve(part.name())));
      if (!parts.isEmpty()) {
        how.strike(log, parts.get(file % parts.size()), place);
      }
    }
  }
}
