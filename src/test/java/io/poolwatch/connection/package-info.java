/** Tests of the connection actor in virtual time, on a network without sockets. */
@NullMarked
package io.poolwatch.connection;

import org.jspecify.annotations.NullMarked;
