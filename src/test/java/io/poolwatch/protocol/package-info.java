/** Tests of scripts, steps, dialogues and matchers: pure, no sockets, no clock. */
@NullMarked
package io.poolwatch.protocol;

import org.jspecify.annotations.NullMarked;
