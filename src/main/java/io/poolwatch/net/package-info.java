/**
 * Pekko streams: TCP, TLS and the PROXY header, and the classification of what fails there; beside
 * them the small server that takes lines of commands.
 *
 * <p>The only package that touches {@code javax.net.ssl}. May import {@code model} and {@code
 * event}.
 */
@NullMarked
package io.poolwatch.net;

import org.jspecify.annotations.NullMarked;
