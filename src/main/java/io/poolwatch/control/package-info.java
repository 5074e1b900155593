/**
 * The control socket of a running service: what is asked over it, what is answered, and both ends.
 *
 * <p>One connection is one exchange: a line with a JSON object ({@link
 * io.poolwatch.control.ControlRequest}), answered by a line with a JSON object ({@link
 * io.poolwatch.control.ControlReply}), after which the service closes. Both carry {@code version};
 * fields may be added to a version, and who does not know them passes them over. May import {@code
 * cluster} and whatever {@code cluster} may import.
 */
@NullMarked
package io.poolwatch.control;

import org.jspecify.annotations.NullMarked;
