package io.watchlog.tracer.internal.encode;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * Writes an instant as {@code 2026-11-22T15:00:00.123456+00:00}, between what always stands before
 * and behind it. The date is worked out once a day, the time once a second. Not thread-safe.
 */
final class Timestamps {
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final int SECONDS_PER_DAY = 86_400;

  private final byte[] text;
  private final int prefix;
  private long second;
  private long day;

  /** The text of the epoch, between two of ASCII. */
  Timestamps(String prefix, String suffix) {
    this.text =
        (prefix + "1970-01-01T00:00:00.000000+00:00" + suffix).getBytes(StandardCharsets.US_ASCII);
    this.prefix = prefix.length();
  }

  /** The text, in an array that the next call writes over. */
  byte[] format(long epochNs) {
    long epochSecond = Math.floorDiv(epochNs, NS_PER_SECOND);
    if (epochSecond != second) {
      formatSecond(epochSecond);
    }
    int micros = (int) (epochNs - epochSecond * NS_PER_SECOND) / 1_000;
    digits(micros / 10_000, 20);
    digits(micros / 100 % 100, 22);
    digits(micros % 100, 24);
    return text;
  }

  private void formatSecond(long epochSecond) {
    long epochDay = Math.floorDiv(epochSecond, SECONDS_PER_DAY);
    if (epochDay != day) {
      LocalDate date = LocalDate.ofEpochDay(epochDay);
      digits(date.getYear() / 100, 0);
      digits(date.getYear() % 100, 2);
      digits(date.getMonthValue(), 5);
      digits(date.getDayOfMonth(), 8);
      day = epochDay;
    }
    int secondOfDay = (int) (epochSecond - epochDay * SECONDS_PER_DAY);
    digits(secondOfDay / 3_600, 11);
    digits(secondOfDay / 60 % 60, 14);
    digits(secondOfDay % 60, 17);
    second = epochSecond;
  }

  private void digits(int twoDigits, int at) {
    text[prefix + at] = (byte) ('0' + twoDigits / 10);
    text[prefix + at + 1] = (byte) ('0' + twoDigits % 10);
  }
}
