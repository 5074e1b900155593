package io.poolwatch.protocol;

import io.poolwatch.check.Compiled;
import io.poolwatch.check.Dialogue;
import io.poolwatch.check.Problem;
import io.poolwatch.model.Secret;
import io.poolwatch.model.TlsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The check that binds to a directory, anonymously or by name and password, after StartTLS where it
 * is asked for.
 *
 * <p>A result code other than success is the server's no, with its number, and so is its notice of
 * disconnection. The goodbye is an unbind.
 *
 * <p>Source: RFC 4511 (4.1, 4.2, 4.3, 4.4.1, 4.14, appendix A), RFC 4513 (5.1).
 *
 * @param bindDn the name to bind by; null for an anonymous bind
 * @param password its password
 */
public record LdapCheck(@Nullable String bindDn, @Nullable Secret password)
    implements ProtocolCheck {

  private static final int BIND_REQUEST = 0x60;
  private static final int BIND_RESPONSE = 0x61;
  private static final int UNBIND_REQUEST = 0x42;
  private static final int EXTENDED_REQUEST = 0x77;
  private static final int EXTENDED_RESPONSE = 0x78;
  private static final int SIMPLE = 0x80;
  private static final int REQUEST_NAME = 0x80;
  private static final int VERSION = 3;
  private static final String STARTTLS = "1.3.6.1.4.1.1466.20037";
  private static final int PROTOCOL_ERROR = 2;

  /** RFC 4511, appendix A.2, those that a bind or StartTLS can meet. */
  private static final Map<Integer, String> RESULTS =
      Map.ofEntries(
          Map.entry(1, "operationsError"),
          Map.entry(PROTOCOL_ERROR, "protocolError"),
          Map.entry(3, "timeLimitExceeded"),
          Map.entry(7, "authMethodNotSupported"),
          Map.entry(8, "strongerAuthRequired"),
          Map.entry(10, "referral"),
          Map.entry(11, "adminLimitExceeded"),
          Map.entry(13, "confidentialityRequired"),
          Map.entry(14, "saslBindInProgress"),
          Map.entry(32, "noSuchObject"),
          Map.entry(34, "invalidDNSyntax"),
          Map.entry(48, "inappropriateAuthentication"),
          Map.entry(49, "invalidCredentials"),
          Map.entry(50, "insufficientAccessRights"),
          Map.entry(51, "busy"),
          Map.entry(52, "unavailable"),
          Map.entry(53, "unwillingToPerform"),
          Map.entry(80, "other"));

  @Override
  public Compiled compile(Channel channel) {
    List<Problem> problems = new ArrayList<>();
    if (password != null) {
      channel.inClear("password").ifPresent(problems::add);
    }
    if (bindDn == null && password != null) {
      problems.add(new Problem("password", "a password without a name", "set bind-dn"));
    } else if (bindDn != null && (password == null || password.reveal().isEmpty())) {
      // A name without a password is an unauthenticated bind, which proves nothing: RFC 4513,
      // 5.1.2.
      problems.add(
          new Problem("bind-dn", "a name without a password", "set password or password-file"));
    }
    if (!problems.isEmpty()) {
      return Compiled.failed(problems);
    }
    TlsSpec startTls = channel.startTls();
    ByteString unbind = message(startTls == null ? 2 : 3, Ber.element(UNBIND_REQUEST));
    return channel.converse("ldap", new Binding(bindDn, password, startTls), unbind);
  }

  private static ByteString message(int id, ByteString operation) {
    return Ber.element(Ber.SEQUENCE, Ber.integer(id), operation);
  }

  private record Binding(
      @Nullable String bindDn, @Nullable Secret password, @Nullable TlsSpec startTls)
      implements Dialogue {

    @Override
    public Conversation begin() {
      return new Talk(this);
    }

    @Override
    public @Nullable TlsSpec tls() {
      return startTls;
    }

    @Override
    public String describe() {
      String who = bindDn == null ? "anonymous bind" : "bind as " + bindDn;
      return (startTls == null ? "" : "StartTLS, ") + who + ", expect success";
    }

    private ByteString request() {
      return Ber.element(
          BIND_REQUEST,
          Ber.integer(VERSION),
          Ber.text(Ber.OCTET_STRING, bindDn == null ? "" : bindDn),
          Ber.text(SIMPLE, password == null ? "" : password.reveal()));
    }
  }

  /** A result as all responses begin with it: RFC 4511, 4.1.9. */
  private record Result(int id, int operation, int code, String message) {

    /** Null if the message is none of a response. */
    static @Nullable Result of(byte[] message) {
      Ber.Reader sequence = new Ber.Reader(message).inside(Ber.SEQUENCE);
      int id = sequence == null ? -1 : sequence.number(Ber.INTEGER);
      if (sequence == null || id < 0) {
        return null;
      }
      int operation = sequence.tag();
      Ber.Reader result = sequence.inside(operation);
      int code = result == null ? -1 : result.number(Ber.ENUMERATED);
      if (result == null || code < 0 || result.latin1(Ber.OCTET_STRING) == null) {
        return null;
      }
      String text = result.latin1(Ber.OCTET_STRING);
      return text == null ? null : new Result(id, operation, code, text);
    }

    /** {@code invalidCredentials (49)}. */
    String name() {
      return RESULTS.getOrDefault(code, "result code") + " (" + code + ")";
    }
  }

  private static final class Talk extends BufferedConversation {
    private final Binding binding;
    private int id;
    private boolean binds;

    Talk(Binding binding) {
      super(binding.password() == null ? ServerText.PLAIN : ServerText.without(binding.password()));
      this.binding = binding;
    }

    @Override
    public Dialogue.Turn open() {
      return binding.startTls() == null
          ? bind()
          : ask(Ber.element(EXTENDED_REQUEST, Ber.text(REQUEST_NAME, STARTTLS)));
    }

    private Dialogue.Turn bind() {
      binds = true;
      return ask(binding.request());
    }

    private Dialogue.Turn ask(ByteString operation) {
      id++;
      return new Dialogue.Send(message(id, operation));
    }

    @Override
    public Dialogue.Turn secured() {
      return bind();
    }

    @Override
    Dialogue.Turn next() {
      if (input.isEmpty()) {
        return Dialogue.NeedMore.INSTANCE;
      }
      int size = input.at(0) == Ber.SEQUENCE ? Ber.size(input) : Ber.MALFORMED;
      if (size == Ber.MALFORMED) {
        return notLdap(input.latin1());
      }
      if (size == Ber.UNKNOWN || input.length() < size) {
        return Dialogue.NeedMore.INSTANCE;
      }
      String message = input.latin1().substring(0, size);
      Result result = Result.of(input.take(size));
      return result == null ? notLdap(message) : answer(result, message);
    }

    private Dialogue.Turn notLdap(String message) {
      return invalid(awaited() + " is no LDAPv3 message: " + quoted(message));
    }

    private Dialogue.Turn answer(Result result, String message) {
      if (result.id() == 0 && result.operation() == EXTENDED_RESPONSE) {
        return refused(
            result.code(), "notice of disconnection, " + result.name(), result.message());
      }
      int wanted = binds ? BIND_RESPONSE : EXTENDED_RESPONSE;
      if (result.id() != id || result.operation() != wanted) {
        return invalid("not " + awaited() + ": " + quoted(message));
      }
      TlsSpec startTls = binding.startTls();
      if (result.code() == 0) {
        return binds || startTls == null ? passed(0, "") : secure(startTls);
      }
      if (!binds && result.code() == PROTOCOL_ERROR) {
        return invalid("the server does not offer StartTLS: " + result.name());
      }
      return refused(result.code(), (binds ? "" : "StartTLS: ") + result.name(), result.message());
    }

    @Override
    String awaited() {
      return binds ? "the answer to the bind" : "the answer to StartTLS";
    }
  }
}
