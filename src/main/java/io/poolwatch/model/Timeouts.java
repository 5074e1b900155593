package io.poolwatch.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one probe.
 *
 * @param connect bounds connecting: TCP, PROXY header, TLS handshake
 * @param check bounds each send, and the wait for the reply after it
 * @param total bounds the whole probe; null for none
 */
public record Timeouts(Duration connect, Duration check, @Nullable Duration total) {}
