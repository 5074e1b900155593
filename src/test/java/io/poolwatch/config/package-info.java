/** Tests of reading configurations. */
@NullMarked
package io.poolwatch.config;

import org.jspecify.annotations.NullMarked;
