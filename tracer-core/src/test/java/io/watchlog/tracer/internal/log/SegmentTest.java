package io.watchlog.tracer.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class SegmentTest {
  @TempDir Path directory;

  /** An access to memory that is unmapped would end the process, and this test with it. */
  @Test
  void aSegmentThatIsUnmappedIsNeverTouched() throws IOException {
    Segment segment = SegmentFiles.create(directory, 1, SegmentDescriptor.MIN_LENGTH);
    segment.begin(1, 1, 1, UUID.randomUUID());
    int first = SegmentDescriptor.HEADER_LENGTH;
    assertEquals(0, segment.recordLength(first));
    segment.free();
    segment.free();
    byte[] array = new byte[64];
    List<Executable> accesses =
        List.of(
            () -> segment.begin(2, 1, 1, UUID.randomUUID()),
            () -> segment.append(first, array, 0, array.length),
            () -> segment.recordLength(first),
            () -> segment.recordSequence(first),
            () -> segment.copy(first, array, 0, array.length),
            () -> segment.writeCursor(1, first));
    accesses.forEach(access -> assertThrows(NullPointerException.class, access));
    segment.delete();
    assertEquals(List.of(), TestLog.files(directory));
  }
}
