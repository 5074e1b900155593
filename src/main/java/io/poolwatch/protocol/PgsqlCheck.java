package io.poolwatch.protocol;

import io.poolwatch.check.Compiled;
import io.poolwatch.check.Dialogue;
import io.poolwatch.check.Problem;
import io.poolwatch.model.Secret;
import io.poolwatch.model.TlsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The check of a PostgreSQL server.
 *
 * <p>Without password and query it only begins a session: a server that asks for a proof of who we
 * are, or wants none, is well. With one of them it logs in and waits until the server is ready for
 * queries. With a query it asks that, and may compare the first column of the first row.
 *
 * <p>TLS inside the connection is asked for by SSLRequest; TLS from the first byte is what
 * PostgreSQL 17 calls direct negotiation. An ErrorResponse is the server's answer, with its
 * severity, SQLSTATE and text.
 *
 * <p>Source: PostgreSQL manual, chapter "Frontend/Backend Protocol", version 3.0.
 *
 * @param user who begins the session
 * @param password null for none
 * @param database null for the server's default
 * @param query SQL that is asked once logged in; null for none
 * @param expect what the first column of the first row must be, as text; null for anything
 * @param authMin the weakest proof that a login gives; anything weaker is refused
 */
public record PgsqlCheck(
    String user,
    @Nullable Secret password,
    @Nullable String database,
    @Nullable String query,
    @Nullable String expect,
    PgsqlMethod authMin)
    implements ProtocolCheck {

  /** What a server demands of TLS from the first byte. */
  @Override
  public List<String> alpn() {
    return List.of("postgresql");
  }

  @Override
  public Compiled compile(Channel channel) {
    return compile(channel, ScramLogin::nonce);
  }

  /**
   * The same with nonces of one's own.
   *
   * @param nonces gives the client's nonces for {@link ScramLogin}
   */
  Compiled compile(Channel channel, Supplier<String> nonces) {
    List<Problem> problems = new ArrayList<>();
    if (expect != null && query == null) {
      problems.add(new Problem("expect", "an expect without a query", "set query"));
    }
    ZeroEnded.check("user", user, problems);
    ZeroEnded.check("password", password == null ? null : password.reveal(), problems);
    ZeroEnded.check("database", database, problems);
    ZeroEnded.check("query", query, problems);
    if (!problems.isEmpty()) {
      return Compiled.failed(problems);
    }
    // A server that still waits for the proof takes a Terminate for a protocol violation.
    ByteString goodbye = logsIn() ? PgsqlMessages.TERMINATE : ByteString.emptyByteString();
    return channel.converse("pgsql", new Session(this, channel, nonces), goodbye);
  }

  /** Whether it goes on until the server is ready for queries. */
  boolean logsIn() {
    return password != null || query != null;
  }

  /** Shows nothing of itself: it holds the password. */
  private static final class Session implements Dialogue {
    private final PgsqlCheck check;
    private final Channel channel;
    private final Supplier<String> nonces;

    Session(PgsqlCheck check, Channel channel, Supplier<String> nonces) {
      this.check = check;
      this.channel = channel;
      this.nonces = nonces;
    }

    @Override
    public Conversation begin() {
      return new PgsqlSession(check, channel, nonces);
    }

    @Override
    public @Nullable TlsSpec tls() {
      return channel.startTls();
    }

    @Override
    public String describe() {
      String text = channel.startTls() == null ? "" : "ask for TLS, then ";
      text += check.logsIn() ? "log in to PostgreSQL" : "begin a PostgreSQL session";
      if (check.query == null) {
        return text;
      }
      text += ", query '" + check.query + "'";
      return check.expect == null ? text : text + ", expect '" + check.expect + "'";
    }
  }
}
