package io.watchlog.tracer;

/** Stands in for the tracer until it is merged. */
public final class WatchlogTracer {
  private final TracerConfig config;

  private WatchlogTracer(TracerConfig config) {
    this.config = config;
  }

  /**
   * Begins the configuration of a tracer.
   *
   * @param app the application's name
   * @return a builder
   */
  public static TracerBuilder builder(String app) {
    return new TracerBuilder(app);
  }

  static WatchlogTracer create(TracerConfig config) {
    return new WatchlogTracer(config);
  }

  @Override
  public String toString() {
    return config.toString();
  }
}
