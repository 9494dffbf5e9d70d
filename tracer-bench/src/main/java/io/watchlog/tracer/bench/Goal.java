package io.watchlog.tracer.bench;

/** What is compared, under the names that the options and the report have for it. */
enum Goal {
  B1("One span on its caller's thread"),
  B2("Latency at 100,000 spans/s"),
  B3("End to end"),
  B4("At rest and at modest load"),
  B5("Start with a backlog"),
  B6("Footprint"),
  B7("Growth"),
  B8("The pieces");

  private final String title;

  Goal(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
