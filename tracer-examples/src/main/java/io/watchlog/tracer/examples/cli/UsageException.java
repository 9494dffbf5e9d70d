package io.watchlog.tracer.examples.cli;

/**
 * A command line that cannot be run; the message says which option, its value and what is allowed.
 */
public final class UsageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message what is wrong, for the person at the terminal
   */
  public UsageException(String message) {
    super(message);
  }
}
