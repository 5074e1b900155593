package io.poolwatch.protocol;

import io.poolwatch.check.Compiled;
import io.poolwatch.check.Dialogue;
import io.poolwatch.check.Problem;
import io.poolwatch.model.Secret;
import io.poolwatch.model.TlsSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The check of a MySQL or MariaDB server.
 *
 * <p>Without a user it only reads the server's greeting, whose version is the info of a pass. With
 * one it logs in, and says COM_QUIT when it has. An error of the server's is its answer, with its
 * number and text.
 *
 * <p>Source: MySQL source documentation, "Connection Lifecycle"; MariaDB documentation,
 * "Connection".
 *
 * @param user who logs in; null to read the greeting alone
 * @param password null for none
 * @param authMin the weakest method by which the password is proven
 */
public record MysqlCheck(@Nullable String user, @Nullable Secret password, MysqlMethod authMin)
    implements ProtocolCheck {
  /** Longer versions are cut. */
  static final int MOST_VERSION = 64;

  @Override
  public Compiled compile(Channel channel) {
    List<Problem> problems = new ArrayList<>();
    if (user == null && password != null) {
      problems.add(new Problem("password", "a password without a user", "set user"));
    }
    ZeroEnded.check("user", user, problems);
    ZeroEnded.check("password", password == null ? null : password.reveal(), problems);
    if (!problems.isEmpty()) {
      return Compiled.failed(problems);
    }
    ByteString goodbye = user == null ? ByteString.emptyByteString() : MysqlMessages.QUIT;
    return channel.converse("mysql", new Session(this, channel), goodbye);
  }

  /** Shows nothing of itself: it holds the password. */
  private static final class Session implements Dialogue {
    private final MysqlCheck check;
    private final Channel channel;

    Session(MysqlCheck check, Channel channel) {
      this.check = check;
      this.channel = channel;
    }

    @Override
    public Conversation begin() {
      return new MysqlSession(check, channel);
    }

    @Override
    public @Nullable TlsSpec tls() {
      return channel.startTls();
    }

    @Override
    public String describe() {
      return "expect a MySQL greeting"
          + (channel.startTls() == null ? "" : ", start TLS")
          + (check.user == null ? "" : ", log in");
    }
  }
}
