package io.poolwatch.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.poolwatch.model.AgentReply;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Timings;
import io.poolwatch.model.TlsInfo;
import io.poolwatch.model.Vote;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the values of events as the fields of one JSON object. */
final class JsonObject {
  /**
   * ASCII alone: controls, line separators and bidirectional controls can't reach a terminal, and
   * no reader has to guess the encoding.
   */
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .characterEscapes(new EscapeDelete())
          .build();

  private final JsonGenerator json;
  private final Instant now;

  private JsonObject(JsonGenerator json, Instant now) {
    this.json = json;
    this.now = now;
  }

  /** The object that {@code body} writes; {@code now} is when days left are counted from. */
  static String write(Instant now, Consumer<JsonObject> body) {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      body.accept(new JsonObject(json, now));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * One field. A result that is called {@code result} is told in place: it has a field of that name
   * itself.
   */
  void field(String key, Object value) {
    try {
      if (value instanceof CheckResult result && key.equals("result")) {
        resultFields(result);
      } else {
        json.writeFieldName(PrintableText.wellFormed(key));
        value(value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The fields of a result. */
  void result(CheckResult result) {
    field("result", result);
  }

  private void value(Object value) throws IOException {
    if (value instanceof CharSequence || value instanceof Enum<?>) {
      json.writeString(PrintableText.wellFormed(value.toString()));
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Integer || value instanceof Long) {
      json.writeNumber(((Number) value).longValue());
    } else if (value instanceof Number number) {
      json.writeNumber(number.toString());
    } else if (value instanceof Duration duration) {
      json.writeNumber(Units.millis(duration.toNanos()));
    } else if (value instanceof Instant instant) {
      json.writeString(Units.iso(instant));
    } else if (value instanceof Collection<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        value(item);
      }
      json.writeEndArray();
    } else {
      object(value);
    }
  }

  private void object(Object value) throws IOException {
    if (value instanceof InetSocketAddress || value instanceof InetAddress) {
      json.writeString(Units.address(value));
      return;
    }
    if (!(value instanceof Map<?, ?>
        || value instanceof CheckResult
        || value instanceof Evidence
        || value instanceof Vote
        || value instanceof Failure
        || value instanceof TlsInfo
        || value instanceof AgentReply)) {
      json.writeString(PrintableText.wellFormed(value.toString()));
      return;
    }
    json.writeStartObject();
    if (value instanceof CheckResult result) {
      resultFields(result);
    } else if (value instanceof Evidence evidence) {
      resultFields(evidence.result());
      optional("health", evidence.health());
    } else if (value instanceof Vote vote) {
      voteFields(vote);
    } else if (value instanceof Failure failure) {
      field("kind", failure.kind());
      field("detail", failure.detail());
    } else if (value instanceof TlsInfo tls) {
      tlsFields(tls);
    } else if (value instanceof AgentReply agent) {
      agentFields(agent);
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        field(String.valueOf(entry.getKey()), entry.getValue());
      }
    }
    json.writeEndObject();
  }

  private void voteFields(Vote vote) {
    CheckResult evidence = vote.evidence();
    field("node", vote.node());
    field("vote", vote.choice());
    if (evidence != null) {
      optional("check", evidence.check());
      field("status", evidence.status());
      optional("info", evidence.info().isEmpty() ? null : evidence.info());
    }
  }

  private void resultFields(CheckResult result) throws IOException {
    optional("check", result.check());
    json.writeStringField("result", result.outcome().name().toLowerCase(Locale.ROOT));
    field("status", result.status());
    field("description", result.status().description());
    optional("code", result.code() == CheckResult.NO_CODE ? null : result.code());
    optional("info", result.info().isEmpty() ? null : result.info());
    field("phase", result.phase());
    Timings timings = result.timings();
    time("durationMs", timings.totalNanos());
    if (!timings.equals(Timings.NONE)) {
      json.writeObjectFieldStart("timings");
      time("connectMs", timings.connectNanos());
      time("tlsMs", timings.tlsNanos());
      time("sendMs", timings.sendNanos());
      time("firstByteMs", timings.firstByteNanos());
      time("totalMs", timings.totalNanos());
      json.writeEndObject();
    }
    optional("tls", result.tls());
    optional("agent", result.agent());
  }

  private void agentFields(AgentReply agent) {
    optional("health", agent.health());
    optional("admin", agent.admin());
    optional("weight", agent.weight() == null ? null : agent.weight().toString());
    optional("maxconn", agent.maxconn());
  }

  private void tlsFields(TlsInfo tls) {
    field("version", tls.version());
    field("cipher", tls.cipher());
    optional("alpn", tls.alpn());
    optional("serverName", tls.serverName());
    Instant notAfter = tls.notAfter();
    if (notAfter != null) {
      field("notAfter", notAfter);
      field("daysLeft", Units.daysLeft(notAfter, now));
    }
  }

  private void time(String key, long nanos) throws IOException {
    if (nanos != Timings.ABSENT) {
      json.writeFieldName(key);
      json.writeNumber(Units.millis(nanos));
    }
  }

  private void optional(String key, @Nullable Object value) {
    if (value != null) {
      field(key, value);
    }
  }

  /** JSON's own escapes, and DEL: the one control in ASCII that JSON lets through. */
  private static final class EscapeDelete extends CharacterEscapes {
    private static final long serialVersionUID = 1;
    private static final int DELETE = 0x7f;
    private final int[] escapes = standardAsciiEscapesForJSON();

    private EscapeDelete() {
      escapes[DELETE] = ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return escapes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
      return null;
    }
  }
}
