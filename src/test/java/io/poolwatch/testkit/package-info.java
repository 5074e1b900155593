/** What several packages' tests need: rude peers and certificates made at run time. */
@NullMarked
package io.poolwatch.testkit;

import org.jspecify.annotations.NullMarked;
