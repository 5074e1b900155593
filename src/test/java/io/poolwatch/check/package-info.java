/** Tests of scripts, steps, dialogues and matchers: pure, no sockets, no clock. */
@NullMarked
package io.poolwatch.check;

import org.jspecify.annotations.NullMarked;
