package io.poolwatch.protocol;

import io.poolwatch.check.Compiled;
import io.poolwatch.check.Dialogue;
import io.poolwatch.check.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.pekko.util.ByteString;

/**
 * The check that asks a name server one question over TCP and looks at the response code.
 *
 * <p>Another code than the one that is wanted is the server's no, with its number. The records of
 * the answer are not looked at. The goodbye is a plain close. Over TLS this is DNS over TLS.
 *
 * <p>Source: RFC 1035, 4.1 and 4.2.2; RFC 7766; RFC 7858.
 *
 * @param name the name asked for, in ASCII, with or without the dot at its end
 * @param type the type of record asked for
 * @param rcode the response code that is wanted
 */
public record DnsCheck(String name, RecordType type, Rcode rcode) implements ProtocolCheck {
  private static final int MOST_LABEL = 63;
  private static final int MOST_NAME = 255;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int INTERNET = 1;

  /** Types of records, with their numbers. */
  public enum RecordType {
    A(1),
    NS(2),
    CNAME(5),
    SOA(6),
    PTR(12),
    MX(15),
    TXT(16),
    AAAA(28),
    SRV(33);

    private final int number;

    RecordType(int number) {
      this.number = number;
    }
  }

  /** Response codes, with their numbers. */
  public enum Rcode {
    NOERROR(0),
    FORMERR(1),
    SERVFAIL(2),
    NXDOMAIN(3),
    NOTIMP(4),
    REFUSED(5);

    private final int number;

    Rcode(int number) {
      this.number = number;
    }

    /** {@code SERVFAIL (2)}; for an unknown one {@code rcode 9}. */
    private static String words(int number) {
      for (Rcode rcode : values()) {
        if (rcode.number == number) {
          return rcode + " (" + number + ")";
        }
      }
      return "rcode " + number;
    }
  }

  @Override
  public Compiled compile(Channel channel) {
    ByteString question = question();
    return validName()
        ? channel.converse("dns", new Query(this, question), ByteString.emptyByteString())
        : Compiled.failed(
            List.of(new Problem("name", "is no name of DNS", "name = \"www.example.org\"")));
  }

  private boolean validName() {
    String bare = bare();
    if (bare.isEmpty()) {
      return name.equals(".");
    }
    boolean visible = bare.chars().allMatch(c -> c > ' ' && c < 0x7f);
    boolean labels =
        List.of(bare.split("\\.", -1)).stream()
            .allMatch(label -> !label.isEmpty() && label.length() <= MOST_LABEL);
    return visible && labels && bare.length() + 2 <= MOST_NAME;
  }

  private String bare() {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** Name, type and class. */
  private ByteString question() {
    ByteString labels = ByteString.emptyByteString();
    if (!bare().isEmpty()) {
      for (String label : bare().split("\\.", -1)) {
        labels = labels.concat(Octets.of(label.length())).concat(ByteString.fromString(label));
      }
    }
    return labels
        .concat(Octets.of(0))
        .concat(Octets.int16(type.number))
        .concat(Octets.int16(INTERNET));
  }

  private record Query(DnsCheck check, ByteString question) implements Dialogue {
    /** Any number does: there is one query a connection. */
    private static final int ID = 0x7077;

    @Override
    public Conversation begin() {
      return new Talk(this);
    }

    @Override
    public String describe() {
      return "ask for " + check.name() + " " + check.type() + ", expect " + check.rcode();
    }

    private ByteString message() {
      ByteString head =
          Octets.int16(ID)
              .concat(Octets.int16(RECURSION_DESIRED))
              .concat(Octets.of(0, 1, 0, 0, 0, 0, 0, 0));
      ByteString message = head.concat(question);
      return Octets.int16(message.length()).concat(message).compact();
    }
  }

  private static final class Talk extends BufferedConversation {
    private static final int LENGTH = 2;
    private static final int HEAD = 12;
    private static final int RESPONSE = 0x8000;
    private static final int OPCODE = 0x7800;
    private static final int TRUNCATED = 0x0200;
    private static final int RCODE = 0x000f;

    private final Query query;

    Talk(Query query) {
      super(ServerText.PLAIN);
      this.query = query;
    }

    @Override
    public Dialogue.Turn open() {
      return new Dialogue.Send(query.message());
    }

    @Override
    Dialogue.Turn next() {
      if (input.length() < LENGTH) {
        return Dialogue.NeedMore.INSTANCE;
      }
      int size = input.int16(0);
      if (size < HEAD) {
        return invalid("not an answer of DNS: " + quoted());
      }
      if (input.length() < LENGTH + HEAD || (fits() && input.length() < LENGTH + size)) {
        return Dialogue.NeedMore.INSTANCE;
      }
      String got = quoted();
      return fits() ? judge(got) : invalid("not the answer to the query: " + got);
    }

    /** Whether the head is that of a response to this query. */
    private boolean fits() {
      int flags = input.int16(4);
      return input.int16(2) == Query.ID && (flags & RESPONSE) != 0 && (flags & OPCODE) == 0;
    }

    private Dialogue.Turn judge(String got) {
      int flags = input.int16(4);
      int rcode = flags & RCODE;
      int questions = input.int16(6);
      byte[] rest = input.take(LENGTH + input.int16(0));
      boolean ours = questions == 1 && isQuestion(rest);
      // A server that could not read the question need not repeat it.
      if (!ours && (questions != 0 || rcode == 0)) {
        return invalid("not the answer to the query: " + got);
      }
      if ((flags & TRUNCATED) != 0) {
        return invalid("an answer over TCP that is truncated: " + got);
      }
      Rcode wanted = query.check().rcode();
      return rcode == wanted.number
          ? passed(rcode, "")
          : refused(rcode, Rcode.words(rcode) + ", expected " + wanted, "");
    }

    private boolean isQuestion(byte[] message) {
      int size = query.question().length();
      return message.length >= LENGTH + HEAD + size
          && lower(new String(message, LENGTH + HEAD, size, StandardCharsets.ISO_8859_1))
              .equals(lower(query.question().decodeString(StandardCharsets.ISO_8859_1)));
    }

    private static String lower(String latin1) {
      return latin1.toLowerCase(Locale.ROOT);
    }

    @Override
    String awaited() {
      return "the answer";
    }
  }
}
