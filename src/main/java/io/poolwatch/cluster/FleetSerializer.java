package io.poolwatch.cluster;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * The form of {@link FleetMessage}s between nodes: CBOR (RFC 8949), each record an array of its
 * components in order, under a name with a version. Safe for any thread.
 */
public final class FleetSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 7_355_001;

  private static final Map<String, Class<? extends FleetMessage>> TYPES =
      Map.ofEntries(
          Map.entry("beacon-1", FleetMessage.Beacon.class),
          Map.entry("votes-1", FleetMessage.Votes.class),
          Map.entry("suspect-1", FleetMessage.Suspect.class),
          Map.entry("ask-votes-1", FleetMessage.AskVotes.class),
          Map.entry("ask-config-1", FleetMessage.AskConfig.class),
          Map.entry("config-1", FleetMessage.Config.class),
          Map.entry("ask-admin-1", FleetMessage.AskAdmin.class),
          Map.entry("administer-1", FleetMessage.Administer.class),
          Map.entry("administered-1", FleetMessage.Administered.class),
          Map.entry("hello-1", FleetMessage.Hello.class),
          Map.entry("welcome-1", FleetMessage.Welcome.class));

  private static final Map<Class<?>, String> NAMES =
      TYPES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  /**
   * Fields that a newer node has added are passed over; of its words those that are unknown here
   * are null, which each message takes for what says least.
   */
  private static final ObjectMapper MAPPER =
      CBORMapper.builder(new CBORFactory())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
          .build();

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return Objects.requireNonNull(NAMES.get(message.getClass()), "no message between nodes");
  }

  @Override
  public byte[] toBinary(Object message) {
    return write(message);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    Class<? extends FleetMessage> type = TYPES.get(manifest);
    if (type == null) {
      // A newer node's: Pekko drops it with a warning.
      throw new NotSerializableException("unknown message " + manifest);
    }
    try {
      return MAPPER.readValue(bytes, type);
    } catch (IOException e) {
      throw new NotSerializableException(manifest + ": " + e.getMessage());
    }
  }

  /** A vote as it is kept in Distributed Data. */
  static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The vote that was kept so.
   *
   * @throws IOException if it is of a form that is unknown here
   */
  static FleetMessage.Votes readVotes(byte[] bytes) throws IOException {
    return MAPPER.readValue(bytes, FleetMessage.Votes.class);
  }
}
