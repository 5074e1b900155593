package io.poolwatch.check;

/**
 * Something that is wrong with a check's settings.
 *
 * @param path which setting, below the check's own: {@code steps[2].expect.regex}; list elements
 *     count from 0
 * @param message what is wrong
 * @param hint how to mend it; empty for none
 */
public record Problem(String path, String message, String hint) {}
