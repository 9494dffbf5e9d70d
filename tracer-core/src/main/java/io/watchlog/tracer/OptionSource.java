package io.watchlog.tracer;

import java.util.function.Function;

/**
 * Where options are read from that the builder was not given.
 *
 * @param properties gives a system property's text, or null
 * @param environment gives an environment variable's text, or null
 */
record OptionSource(Function<String, String> properties, Function<String, String> environment) {

  /** The properties and variables of this process. */
  static OptionSource ofProcess() {
    return new OptionSource(System::getProperty, System::getenv);
  }
}
