package io.watchlog.tracer.bench;

/** Records some spans, and knows afterwards what that cost it. */
final class ProducerThread extends Thread {
  private final Recorder recorder;
  private final int spans;
  private volatile ThreadCosts.Cost cost;

  ProducerThread(Recorder recorder, int spans) {
    super("producer");
    this.recorder = recorder;
    this.spans = spans;
  }

  @Override
  public void run() {
    long bytesBefore = Machine.threadAllocatedBytes();
    recorder.record(spans);
    long bytes = Machine.threadAllocatedBytes() - bytesBefore;
    cost = new ThreadCosts.Cost(Machine.threadCpuNs(), bytes);
  }

  /** What its spans cost; after its end. */
  ThreadCosts.Cost cost() {
    if (cost == null) {
      throw new IllegalStateException("the producer has failed");
    }
    return cost;
  }
}
