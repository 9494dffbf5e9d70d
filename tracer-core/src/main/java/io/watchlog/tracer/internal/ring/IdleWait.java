package io.watchlog.tracer.internal.ring;

import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How the consumer rests: it parks as soon as it finds nothing, at first for {@value
 * #FIRST_PARK_NS} ns, then doubling up to a cap, after 100 ms without any span up to a longer one,
 * and after a second until a span wakes it. What it finds brings it back to the first pause only
 * where it is much: at a modest rate each pause is as long as the cap allows, and collects what
 * comes meanwhile. A producer pays for waking it only with the first spans after a second without
 * any, until the consumer has come, and where it finds the ring filling up while the consumer rests
 * for long.
 *
 * <p>The consumer polls; that the ring asks for a {@link WaitStrategy} is used only for its empty
 * signal.
 */
public final class IdleWait implements WaitStrategy {
  private static final long FIRST_PARK_NS = 50_000;
  private static final long LONG_REST_AFTER_NS = 100_000_000;
  private static final long SLEEP_AFTER_NS = 1_000_000_000;

  /** Sleep is this long at most, for what is to be done now and then without any span. */
  private static final long SLEEP_NS = 1_000_000_000;

  /**
   * For this long the consumer goes on polling after it has announced its sleep. No span pays for a
   * fence: a producer's look at the announcement may come before its publishing is visible, by
   * nanoseconds, or by as long as it lost its processor in between.
   */
  private static final long ANNOUNCED_FOR_NS = 100_000_000;

  private final long capNs;
  private final long longRestNs;
  private final long sleepAfterNs;
  private final long announcedForNs;
  private final long sleepNs;
  private long parkNs = FIRST_PARK_NS;
  private long idleSinceNs;
  private boolean idle;
  private boolean drowsy;
  private long notAnnouncedNs;
  private volatile Thread resting;
  private final AtomicBoolean woken = new AtomicBoolean();

  /**
   * A strategy for one consumer.
   *
   * @param capNs the longest park soon after a span
   * @param longRestNs the longest park after 100 ms without one, at least {@code capNs}
   */
  public IdleWait(long capNs, long longRestNs) {
    this(capNs, longRestNs, SLEEP_AFTER_NS, ANNOUNCED_FOR_NS, SLEEP_NS);
  }

  IdleWait(long capNs, long longRestNs, long sleepAfterNs, long announcedForNs, long sleepNs) {
    this.capNs = capNs;
    this.longRestNs = longRestNs;
    this.sleepAfterNs = sleepAfterNs;
    this.announcedForNs = announcedForNs;
    this.sleepNs = sleepNs;
  }

  /**
   * Consumer: there was work.
   *
   * @param much whether shorter pauses are called for
   */
  void worked(boolean much) {
    idle = false;
    drowsy = false;
    parkNs = much ? FIRST_PARK_NS : Math.min(parkNs, capNs);
  }

  /** Consumer: whether it has found nothing for so long that the next span may wake it. */
  boolean isDrowsy() {
    return drowsy;
  }

  /**
   * Consumer: parks, unless {@code hasWork} says that something came in the meantime.
   *
   * @param announced whether producers were told that they have to wake the consumer
   */
  void rest(BooleanSupplier hasWork, boolean announced) {
    long now = System.nanoTime();
    if (!announced) {
      notAnnouncedNs = now;
    }
    boolean sleeps = announced && now - notAnnouncedNs >= announcedForNs;
    if (!idle) {
      idle = true;
      idleSinceNs = now;
    }
    resting = Thread.currentThread();
    long idleNs = now - idleSinceNs;
    if (!woken.get() && !hasWork.getAsBoolean()) {
      LockSupport.parkNanos(this, sleeps ? sleepNs : parkNs);
      // A thread factory's group may be interrupted: with the flag set no further park would wait.
      boolean unused = Thread.interrupted();
      parkNs = Math.min(parkNs * 2, idleNs >= LONG_REST_AFTER_NS ? longRestNs : capNs);
    }
    resting = null;
    boolean unused = woken.getAndSet(false); // reads what came before the wake-up that it ends
    drowsy = idleNs >= sleepAfterNs;
  }

  /** Any thread: ends the consumer's rest, or the next one if it does not rest. */
  void wake() {
    // Before the look at who rests, so that a consumer that says so only now finds it.
    woken.set(true);
    Thread thread = resting;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void signalAllWhenBlocking() {
    // Empty on purpose: every publish calls it, and none is to pay for a wake-up.
  }

  @Override
  public long waitFor(
      long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier) {
    throw new UnsupportedOperationException("the ring is polled, see SpanRing.poll");
  }
}
