/** Tests of the importer: each theme has a HAProxy configuration and what comes of it. */
@NullMarked
package io.poolwatch.importer;

import org.jspecify.annotations.NullMarked;
