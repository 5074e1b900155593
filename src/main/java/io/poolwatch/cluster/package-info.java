/**
 * The fleet: which nodes there are, which of them probe a server, and what they say together. Its
 * messages go between nodes; its decisions are pure classes beside the actor that wires them.
 *
 * <p>May import {@code pool} and what that may import.
 */
@NullMarked
package io.poolwatch.cluster;

import org.jspecify.annotations.NullMarked;
