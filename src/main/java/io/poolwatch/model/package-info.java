/**
 * The words of Poolwatch as plain values: identities, phases, statuses, results, health arithmetic,
 * votes and verdicts, and the messages that an attempt on the network tells its owner.
 *
 * <p>Pure: no clock, no I/O, no logging, nothing of Pekko but {@code ByteString}. Imports no other
 * package of Poolwatch.
 */
@NullMarked
package io.poolwatch.model;

import org.jspecify.annotations.NullMarked;
