/** Tests of the streams: pure tables, and attempts against rude peers. */
@NullMarked
package io.poolwatch.net;

import org.jspecify.annotations.NullMarked;
