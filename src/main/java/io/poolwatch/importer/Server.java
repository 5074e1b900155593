package io.poolwatch.importer;

/**
 * A server that is checked.
 *
 * @param name its name
 * @param line the line that it comes from
 * @param settings all that is set for it, its address among them
 */
record Server(String name, int line, Settings settings) {}
