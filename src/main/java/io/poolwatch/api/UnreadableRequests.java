package io.poolwatch.api;

import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers requests that can't be read as HTTP in the form of all other errors. Pekko finds it by
 * its name, which stands in api.conf, as it would find a Scala object.
 */
public final class UnreadableRequests extends ParsingErrorHandler {
  /** The only one. */
  @SuppressWarnings("unused") // Looked for by this name.
  public static final UnreadableRequests MODULE$ = new UnreadableRequests();

  private UnreadableRequests() {}

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
    // Nothing here tells whether they came over TLS; what a browser sends can be read.
    return HttpAdapter.plain(Reply.problem(status.intValue(), "the request can't be read"), false);
  }
}
