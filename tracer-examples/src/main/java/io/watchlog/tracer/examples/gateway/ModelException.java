package io.watchlog.tracer.examples.gateway;

/** The model server answered, but not with an answer. */
final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ModelException(String message) {
    super(message);
  }

  ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
