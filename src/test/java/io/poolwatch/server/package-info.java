/** Tests of the server actor in virtual time, and of the pure parts that it is made of. */
@NullMarked
package io.poolwatch.server;

import org.jspecify.annotations.NullMarked;
