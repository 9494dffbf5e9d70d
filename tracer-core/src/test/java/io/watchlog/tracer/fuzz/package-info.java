/**
 * What the fuzz targets share, and the test that replays their corpus. A target is a class with a
 * static {@code fuzzerTestOneInput(byte[])}, in the package of what it fuzzes: it takes any bytes,
 * and throws where something does not hold. Nothing here knows the fuzzer.
 */
package io.watchlog.tracer.fuzz;
