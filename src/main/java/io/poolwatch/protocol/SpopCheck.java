package io.poolwatch.protocol;

import io.poolwatch.check.Compiled;
import io.poolwatch.check.Dialogue;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The check that says hello to an agent of HAProxy's Stream Processing Offload Protocol, marked as
 * a health check, and passes if the agent's hello fits.
 *
 * <p>An agent that disconnects with a status says no, with its number. There is no goodbye: after
 * such a hello the agent closes.
 *
 * <p>Source: HAProxy, doc/SPOE.txt, sections 3.1 (frames and data), 3.2.4 (HAPROXY-HELLO), 3.2.6
 * (AGENT-HELLO), 3.2.9 (AGENT-DISCONNECT), 3.4 (errors).
 */
public record SpopCheck() implements ProtocolCheck {
  private static final int HAPROXY_HELLO = 1;
  private static final int AGENT_HELLO = 101;
  private static final int AGENT_DISCONNECT = 102;

  /** The flag FIN alone: the frame is whole. */
  private static final int FIN = 1;

  private static final int LEAST_FRAME = 256;
  private static final int LARGEST_FRAME = 16_380;
  private static final Pattern VERSION_2 = Pattern.compile(" *2\\.\\d+ *");
  private static final ByteString HELLO = hello();

  /** SPOE.txt, 3.4. */
  private static final Map<Long, String> STATUSES =
      Map.ofEntries(
          Map.entry(0L, "normal"),
          Map.entry(1L, "I/O error"),
          Map.entry(2L, "a timeout occurred"),
          Map.entry(3L, "frame is too big"),
          Map.entry(4L, "invalid frame received"),
          Map.entry(5L, "version value not found"),
          Map.entry(6L, "max-frame-size value not found"),
          Map.entry(7L, "capabilities value not found"),
          Map.entry(8L, "unsupported version"),
          Map.entry(9L, "max-frame-size too big or too small"),
          Map.entry(10L, "fragmentation not supported"),
          Map.entry(11L, "invalid interlaced frames"),
          Map.entry(12L, "frame-id not found"),
          Map.entry(13L, "resource allocation error"),
          Map.entry(99L, "unknown error"));

  @Override
  public Compiled compile(Channel channel) {
    return channel.converse("spop", new Hello(), ByteString.emptyByteString());
  }

  private static ByteString hello() {
    ByteString frame =
        Octets.of(HAPROXY_HELLO, 0, 0, 0, FIN, 0, 0)
            .concat(text("supported-versions"))
            .concat(Octets.of(Value.STRING))
            .concat(text("2.0"))
            .concat(text("max-frame-size"))
            .concat(Octets.of(Value.UINT32, 0xfc, 0xf0, 0x06))
            .concat(text("capabilities"))
            .concat(Octets.of(Value.STRING))
            .concat(text(""))
            .concat(text("healthcheck"))
            .concat(Octets.of(Value.TRUE));
    return Octets.of(0, 0, 0, frame.length()).concat(frame).compact();
  }

  private static ByteString text(String shorterThan240) {
    return Octets.of(shorterThan240.length()).concat(ByteString.fromString(shorterThan240));
  }

  private static final class Hello implements Dialogue {

    @Override
    public Conversation begin() {
      return new Talk();
    }

    @Override
    public String describe() {
      return "HAPROXY-HELLO for a health check, expect AGENT-HELLO";
    }
  }

  private static final class Talk extends BufferedConversation {
    private static final int LENGTH = 4;

    Talk() {
      super(ServerText.PLAIN);
    }

    @Override
    public Dialogue.Turn open() {
      return new Dialogue.Send(HELLO);
    }

    @Override
    Dialogue.Turn next() {
      if (input.length() < LENGTH) {
        return Dialogue.NeedMore.INSTANCE;
      }
      long size = input.int32(0);
      if (size > LARGEST_FRAME) {
        return wrong(3);
      }
      if (input.length() < LENGTH + size) {
        return Dialogue.NeedMore.INSTANCE;
      }
      String got = quoted();
      input.skip(LENGTH);
      Frame frame = Frame.of(input.take((int) size));
      return frame == null ? invalid(reason(4) + ": " + got) : judge(frame);
    }

    private Dialogue.Turn judge(Frame frame) {
      if (frame.type() == AGENT_DISCONNECT) {
        long status = frame.number("status-code");
        return status < 0
            ? wrong(4)
            : refused((int) status, "AGENT-DISCONNECT, " + reason(status), frame.text("message"));
      }
      if (!frame.has("version")) {
        return wrong(5);
      }
      if (!VERSION_2.matcher(frame.text("version")).matches()) {
        return wrong(8);
      }
      long largest = frame.number("max-frame-size");
      if (largest < 0) {
        return wrong(6);
      }
      if (largest < LEAST_FRAME || largest > LARGEST_FRAME) {
        return wrong(9);
      }
      return frame.has("capabilities") ? passed() : wrong(7);
    }

    private static Dialogue.Turn wrong(long status) {
      return invalid(reason(status));
    }

    private static String reason(long status) {
      return STATUSES.getOrDefault(status, "status") + " (" + status + ")";
    }

    @Override
    String awaited() {
      return "AGENT-HELLO";
    }
  }

  /** A value as this check needs it: a text in Latin-1, or a number; null for all others. */
  private record Value(@Nullable String text, long number) {
    static final int STRING = 8;
    static final int UINT32 = 3;
    static final int TRUE = 0x11;
  }

  /** A frame of an agent: its type and its list of named values. */
  private record Frame(int type, Map<String, Value> values) {
    private static final int HEAD = 7;

    /** Null if it is no frame that may come here. */
    static @Nullable Frame of(byte[] bytes) {
      Input input = new Input();
      input.add(ByteString.fromArrayUnsafe(bytes));
      boolean whole = input.length() >= HEAD && input.int32(1) == FIN && input.int16(5) == 0;
      if (!whole || (input.at(0) != AGENT_HELLO && input.at(0) != AGENT_DISCONNECT)) {
        return null;
      }
      int type = input.at(0);
      input.skip(HEAD);
      Map<String, Value> values = new HashMap<>();
      while (!input.isEmpty()) {
        String name = readText(input);
        Value value = name == null ? null : value(input);
        if (name == null || value == null) {
          return null;
        }
        values.put(name, value);
      }
      return new Frame(type, values);
    }

    boolean has(String name) {
      Value value = values.get(name);
      return value != null && value.text() != null;
    }

    /** A text; empty if there is none. */
    String text(String name) {
      Value value = values.get(name);
      return value == null || value.text() == null ? "" : value.text();
    }

    /** A number; -1 if there is none. */
    long number(String name) {
      Value value = values.get(name);
      return value == null ? -1 : value.number();
    }

    /** Types of data: 0 null, 1 bool, 2 to 5 numbers, 6 IPv4, 7 IPv6, 8 string, 9 binary. */
    private static @Nullable Value value(Input input) {
      if (input.isEmpty()) {
        return null;
      }
      int type = input.at(0) & 0x0f;
      input.skip(1);
      return switch (type) {
        case 0, 1 -> new Value(null, -1);
        case 2, 3, 4, 5 -> readNumber(input);
        case 6 -> skipped(input, 4);
        case 7 -> skipped(input, 16);
        case 8, 9 -> readString(input);
        default -> null;
      };
    }

    private static @Nullable Value readNumber(Input input) {
      long number = varint(input);
      return number < 0 ? null : new Value(null, number);
    }

    private static @Nullable Value readString(Input input) {
      String text = readText(input);
      return text == null ? null : new Value(text, -1);
    }

    private static @Nullable Value skipped(Input input, int size) {
      if (input.length() < size) {
        return null;
      }
      input.skip(size);
      return new Value(null, -1);
    }

    private static @Nullable String readText(Input input) {
      long size = varint(input);
      return size < 0 || size > input.length()
          ? null
          : new String(input.take((int) size), StandardCharsets.ISO_8859_1);
    }

    /** A number of variable length; -1 if it is not whole or beyond 32 bits. */
    private static long varint(Input input) {
      if (input.isEmpty()) {
        return -1;
      }
      long number = input.at(0);
      input.skip(1);
      if (number < 240) {
        return number;
      }
      for (int shift = 4; shift < 32; shift += 7) {
        if (input.isEmpty()) {
          return -1;
        }
        int octet = input.at(0);
        input.skip(1);
        number += (long) octet << shift;
        if (octet < 128) {
          return number > 0xffffffffL ? -1 : number;
        }
      }
      return -1;
    }
  }
}
