package io.poolwatch.api;

/**
 * A request that is not served; says how it is answered. Thrown by routes, caught by the server.
 */
final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Reply reply;

  Refused(int status, String detail) {
    this(Reply.problem(status, detail));
  }

  Refused(Reply reply) {
    super(Integer.toString(reply.status()), null, false, false);
    this.reply = reply;
  }

  Reply reply() {
    return reply;
  }
}
