/** Benchmarks: a fleet against HAProxy, and the parts that a probe is made of. */
@NullMarked
package io.poolwatch.bench;

import org.jspecify.annotations.NullMarked;
