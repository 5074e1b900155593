/**
 * The commands: their arguments, their output and their exit codes.
 *
 * <p>The top: may import every package, and none may import it. Standard output and standard error
 * belong to this package and {@code event}.
 */
@NullMarked
package io.poolwatch.cli;

import org.jspecify.annotations.NullMarked;
