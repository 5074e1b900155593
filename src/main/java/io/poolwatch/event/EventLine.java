package io.poolwatch.event;

import java.time.Instant;

/**
 * An event on its way into a line.
 *
 * @param seq the number of the line, from 1
 * @param time when the event was emitted
 * @param event what happened
 */
public record EventLine(long seq, Instant time, Event event) {}
