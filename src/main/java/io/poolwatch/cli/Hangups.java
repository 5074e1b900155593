package io.poolwatch.cli;

import org.jspecify.annotations.Nullable;

/**
 * The requests to read the configuration again that SIGHUP makes. One that comes before anybody can
 * serve it, while the service starts, is kept until somebody can. Safe for any thread.
 */
final class Hangups {
  private @Nullable Runnable server;
  private boolean kept;

  /** A SIGHUP has come. */
  synchronized void arrived() {
    if (server == null) {
      kept = true;
    } else {
      server.run();
    }
  }

  /**
   * Has them served from now on; those that were kept are one.
   *
   * @param request runs for each, on the thread of whoever tells it; must not block
   */
  synchronized void serve(Runnable request) {
    server = request;
    if (kept) {
      kept = false;
      request.run();
    }
  }
}
