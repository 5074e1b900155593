/**
 * The server actor and its protocol: schedule, the probe in flight, the health of one server.
 *
 * <p>May import {@code connection}, {@code net}, {@code spec}, {@code check}, {@code event} and
 * {@code model}.
 */
@NullMarked
package io.poolwatch.server;

import org.jspecify.annotations.NullMarked;
