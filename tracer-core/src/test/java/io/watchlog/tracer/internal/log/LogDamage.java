package io.watchlog.tracer.internal.log;

import io.watchlog.tracer.internal.log.DeadLog.Part;
import io.watchlog.tracer.internal.log.DeadLog.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What a dying process, or a disk, does to the files of a log between two processes. */
enum LogDamage {
  FLIP_A_BIT_IN_A_RECORD {
    @Override
    void strike(DeadLog log, Part part, int place) throws IOException {
      List<Place> records = log.waiting(part);
      if (!records.isEmpty()) {
        Place record = records.get(place % records.size());
        flip(log, part, record.offset() * 8L + place % (record.length() * 8L));
      }
    }
  },
  FLIP_A_BIT_ANYWHERE {
    @Override
    void strike(DeadLog log, Part part, int place) throws IOException {
      flip(log, part, place % (part.length() * 8L));
    }
  },
  FLIP_A_BIT_IN_THE_HEADER {
    @Override
    void strike(DeadLog log, Part part, int place) throws IOException {
      flip(log, part, place % (SegmentDescriptor.FIELDS_LENGTH * 8L));
    }
  },
  FLIP_A_BIT_IN_A_CURSOR {
    @Override
    void strike(DeadLog log, Part part, int place) throws IOException {
      int slot = place % 2 == 0 ? SegmentDescriptor.CURSOR_A : SegmentDescriptor.CURSOR_B;
      flip(log, part, slot * 8L + place / 2 % (CURSOR_LENGTH * 8L));
    }
  },
  ZERO_A_PAGE {
    @Override
    void strike(DeadLog log, Part part, int place) throws IOException {
      int page = place % (part.length() / PAGE);
      change(log, part, page * PAGE, new byte[PAGE], page == 0);
    }
  },
  CUT_THE_FILE {
    @Override
    void strike(DeadLog log, Part part, int place) throws IOException {
      int length = place % part.length();
      try (FileChannel file = open(log, part)) {
        file.truncate(length);
      }
      // Read in units of 8 bytes.
      int from = length < PAGE ? 0 : length & -RecordDescriptor.ALIGNMENT;
      log.onDamage(part, from, part.length(), false);
    }
  },
  /** Costs nothing: the length of a record that was not committed is 0. */
  TEAR_AN_APPEND {
    @Override
    void strike(DeadLog log, Part part, int place) throws IOException {
      Part last = log.parts.get(log.parts.size() - 1);
      if (!Files.exists(log.directory.resolve(last.name()))) {
        return;
      }
      int from = log.endOf(last) + Integer.BYTES;
      int length = Math.min(place % PAGE, last.length() - from);
      try (FileChannel file = open(log, last)) {
        if (length > 0 && file.size() == last.length()) {
          file.write(ByteBuffer.wrap(log.life.json(1, length)), from);
        }
      }
    }
  },
  /** Costs nothing. */
  LEAVE_A_PREPARED_FILE {
    @Override
    void strike(DeadLog log, Part part, int place) throws IOException {
      String name = SegmentDescriptor.fileName(Integer.MAX_VALUE) + SegmentDescriptor.PREP_SUFFIX;
      Files.write(log.directory.resolve(name), new byte[place % PAGE]);
    }
  },
  DELETE_THE_FILE {
    @Override
    void strike(DeadLog log, Part part, int place) throws IOException {
      Files.delete(log.directory.resolve(part.name()));
      log.onDamage(part, 0, part.length(), false);
    }
  };

  private static final int PAGE = SegmentDescriptor.HEADER_LENGTH;
  private static final int CURSOR_LENGTH = 24;

  /**
   * Does it to a segment that is there.
   *
   * @param place any number from 0 on
   */
  abstract void strike(DeadLog log, Part part, int place) throws IOException;

  private static void flip(DeadLog log, Part part, long bit) throws IOException {
    int offset = (int) (bit / 8);
    ByteBuffer one = ByteBuffer.allocate(1);
    try (FileChannel file = open(log, part)) {
      if (file.read(one, offset) < 1) {
        return;
      }
    }
    byte[] flipped = {(byte) (one.get(0) ^ 1 << (bit % 8))};
    boolean inLength =
        log.waiting(part).stream()
            .anyMatch(r -> offset >= r.offset() && offset < r.offset() + Integer.BYTES);
    change(log, part, offset, flipped, !inLength);
  }

  private static void change(DeadLog log, Part part, int offset, byte[] bytes, boolean countable)
      throws IOException {
    try (FileChannel file = open(log, part)) {
      // A file that was cut before stays as short as it is.
      if (file.size() >= offset + bytes.length) {
        file.write(ByteBuffer.wrap(bytes), offset);
        log.onDamage(part, offset, offset + (long) bytes.length, countable);
      }
    }
  }

  private static FileChannel open(DeadLog log, Part part) throws IOException {
    Path file = log.directory.resolve(part.name());
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }
}
