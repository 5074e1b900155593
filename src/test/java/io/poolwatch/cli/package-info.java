/** Tests of the commands: their logic in memory, and the packaged program as a process. */
@NullMarked
package io.poolwatch.cli;

import org.jspecify.annotations.NullMarked;
