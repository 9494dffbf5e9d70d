package io.watchlog.tracer.bench;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** A ring with the fields of a span and a consumer that throws them away, and nothing else. */
final class BareRing implements Recorder {
  private static final int SIZE = 16_384;
  private static final long FIRST_PARK_NS = 50_000;
  private static final long MAX_PARK_NS = 1_000_000;

  // The wait strategy is never asked: the consumer polls. Of the Disruptor's own, this is the one
  // whose signal costs a producer nothing.
  private final RingBuffer<Slot> ring =
      RingBuffer.createMultiProducer(Slot::new, SIZE, new BusySpinWaitStrategy());
  private final EventPoller<Slot> poller = ring.newPoller();
  private final LongAdder dropped = new LongAdder();
  private final Thread consumer = new Thread(this::consume, "bare-consumer");
  private volatile boolean closed;

  @SuppressWarnings("UnusedVariable") // what counts is that they are written
  private static final class Slot {
    long traceNumber;
    long spanNumber;
    long parentNumber;
    long startNs;
    long endNs;
    long wallOffsetNs;
    long tokens;
    long outputTokens;
    double cost;
    int set;
    Object name;
    Object metadata;
    Object model;
    Object provider;
    Object input;
    Object output;
  }

  BareRing() {
    ring.addGatingSequences(poller.getSequence());
    consumer.setDaemon(true);
    consumer.start();
  }

  @Override
  public void record(int spans) {
    for (int i = 0; i < spans; i++) {
      long startNs = System.nanoTime();
      put(i, startNs, System.nanoTime());
    }
  }

  @SuppressWarnings("ReferenceEquality") // a store that changes nothing is dear under G1
  private void put(int i, long startNs, long endNs) {
    long sequence;
    try {
      sequence = ring.tryNext();
    } catch (InsufficientCapacityException e) {
      dropped.increment();
      return;
    }
    Slot slot = ring.get(sequence);
    slot.traceNumber = i;
    slot.spanNumber = sequence;
    slot.parentNumber = 0;
    slot.startNs = startNs;
    slot.endNs = endNs;
    slot.wallOffsetNs = 1;
    slot.tokens = SpanWorkload.tokens(i);
    slot.outputTokens = -1;
    slot.cost = SpanWorkload.COST;
    slot.set = 63;
    if (slot.name != SpanWorkload.NAME) {
      slot.name = SpanWorkload.NAME;
    }
    if (slot.metadata != SpanWorkload.METADATA) {
      slot.metadata = SpanWorkload.METADATA;
    }
    if (slot.model != SpanWorkload.MODEL) {
      slot.model = SpanWorkload.MODEL;
    }
    if (slot.provider != SpanWorkload.PROVIDER) {
      slot.provider = SpanWorkload.PROVIDER;
    }
    slot.input = SpanWorkload.input(i);
    slot.output = SpanWorkload.output(i);
    ring.publish(sequence);
  }

  private void consume() {
    long parkNs = FIRST_PARK_NS;
    while (!closed) {
      if (poll() == EventPoller.PollState.PROCESSING) {
        parkNs = FIRST_PARK_NS;
      } else {
        LockSupport.parkNanos(this, parkNs);
        parkNs = Math.min(2 * parkNs, MAX_PARK_NS);
      }
    }
  }

  private EventPoller.PollState poll() {
    try {
      return poller.poll(
          (slot, sequence, endOfBatch) -> {
            slot.input = null;
            slot.output = null;
            return true;
          });
    } catch (Exception e) {
      throw new IllegalStateException("the handler throws nothing", e);
    }
  }

  @Override
  public boolean settle(Duration timeout) {
    long deadlineNs = System.nanoTime() + timeout.toNanos();
    while (poller.getSequence().get() < ring.getCursor()) {
      if (System.nanoTime() - deadlineNs >= 0) {
        return false;
      }
      LockSupport.parkNanos(this, FIRST_PARK_NS);
    }
    return true;
  }

  @Override
  public Account account() {
    return Account.of(poller.getSequence().get() + 1, Map.of("dropped", dropped.sum()));
  }

  @Override
  public void close() {
    closed = true;
  }
}
