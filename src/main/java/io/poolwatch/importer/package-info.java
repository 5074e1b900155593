/**
 * A HAProxy configuration to a configuration of Poolwatch in HOCON, with all that could not be
 * carried over.
 *
 * <p>Text becomes statements ({@code Lexer}, {@code Reader}), statements become sections ({@code
 * Sections}), what a section says of checks becomes settings of each server ({@code ServerImport}),
 * and what servers have in common is written once ({@code Shared}, {@code HoconWriter}). Nothing
 * here throws for what a file holds: it is told as a {@link io.poolwatch.importer.Loss}.
 *
 * <p>May import {@code config}, {@code check} and {@code model}.
 */
@NullMarked
package io.poolwatch.importer;

import org.jspecify.annotations.NullMarked;
