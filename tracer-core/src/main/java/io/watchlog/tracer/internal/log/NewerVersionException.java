package io.watchlog.tracer.internal.log;

import java.io.IOException;
import java.nio.file.Path;

/** A log was written by a later release, which will read it: it is none of ours. */
final class NewerVersionException extends IOException {
  private static final long serialVersionUID = 1;

  NewerVersionException(Path segment) {
    super("written by a later release of the tracer, and left for one: " + segment);
  }
}
