/** Names to addresses: the choice among them, and look-ups that fail, in virtual time. */
@NullMarked
package io.poolwatch.resolve;

import org.jspecify.annotations.NullMarked;
