package io.poolwatch.api;

import org.jspecify.annotations.Nullable;

/**
 * An event as it is kept: what it is looked for by, and its JSON.
 *
 * @param kind its name: {@code server-transition}
 */
record TimelineEntry(
    long seq,
    long millis,
    String kind,
    @Nullable String pool,
    @Nullable String server,
    String json) {}
