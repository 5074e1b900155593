/**
 * What the service says and does over HTTP: the API, its event stream, metrics and the dashboard.
 *
 * <p>Views are pure: they say how what is known is shown. Routes are one table, which the server
 * and the OpenAPI file both follow.
 *
 * <p>Imports {@code control}, {@code metrics} and what these import.
 */
@NullMarked
package io.poolwatch.api;

import org.jspecify.annotations.NullMarked;
