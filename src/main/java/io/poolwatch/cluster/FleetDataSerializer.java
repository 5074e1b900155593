package io.poolwatch.cluster;

import io.poolwatch.cluster.VoteBucket.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.util.ByteString;

/**
 * The form in which buckets go from node to node. The manifest names it; another form gets another
 * name, so that nodes of two versions tell them apart. Equal buckets give equal bytes, by which the
 * replicator sees that there is nothing to send.
 *
 * <p>Numbers are big-endian; {@code text} is what {@link DataOutputStream#writeUTF} writes (two
 * bytes of length), {@code bytes} two bytes of length and so many bytes.
 *
 * <pre>
 * vote-bucket-1   u16 keys, that many times: text key
 *                 u16 voters, that many times:
 *                   text protocol, text system, text host, i32 port, i64 uid
 *                   u16 entries, that many times: u16 index of the key, i64 seq, bytes payload
 * </pre>
 *
 * <p>Thread-safe.
 */
final class FleetDataSerializer extends SerializerWithStringManifest {
  private static final String VOTES = "vote-bucket-1";

  /** Never changes; Pekko has 0 to 40 for itself. */
  private static final int IDENTIFIER = 73_551;

  private static final int MAX = 0xffff;

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object data) {
    if (data instanceof VoteBucket) {
      return VOTES;
    }
    throw new IllegalArgumentException("no bucket: " + data.getClass());
  }

  @Override
  public byte[] toBinary(Object data) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      if (data instanceof VoteBucket votes) {
        write(votes, out);
      } else {
        throw new IllegalArgumentException("no bucket: " + data.getClass());
      }
    } catch (IOException tooLong) {
      throw new UncheckedIOException(tooLong);
    }
    return bytes.toByteArray();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      Object data =
          switch (manifest) {
            case VOTES -> votes(in);
            default -> throw new NotSerializableException("unknown form: " + manifest);
          };
      if (in.read() >= 0) {
        throw new NotSerializableException("more bytes than a " + manifest + " has");
      }
      return data;
    } catch (NotSerializableException said) {
      throw said;
    } catch (IOException broken) {
      NotSerializableException because =
          new NotSerializableException("no " + manifest + ": " + broken);
      because.initCause(broken);
      throw because;
    }
  }

  private static void write(VoteBucket bucket, DataOutputStream out) throws IOException {
    TreeSet<String> keys = new TreeSet<>();
    bucket.votes().values().forEach(entries -> keys.addAll(entries.keySet()));
    writeCount(keys.size(), out);
    Map<String, Integer> indexes = new TreeMap<>();
    for (String key : keys) {
      indexes.put(key, indexes.size());
      out.writeUTF(key);
    }
    writeCount(bucket.votes().size(), out);
    for (Map.Entry<UniqueAddress, SortedMap<String, Entry>> voter : bucket.votes().entrySet()) {
      write(voter.getKey(), out);
      writeCount(voter.getValue().size(), out);
      for (Map.Entry<String, Entry> entry : voter.getValue().entrySet()) {
        out.writeShort(Objects.requireNonNull(indexes.get(entry.getKey())));
        out.writeLong(entry.getValue().seq());
        writeBytes(entry.getValue().payload(), out);
      }
    }
  }

  private static VoteBucket votes(DataInputStream in) throws IOException {
    List<String> keys = new ArrayList<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      keys.add(in.readUTF());
    }
    SortedMap<UniqueAddress, SortedMap<String, Entry>> votes = new TreeMap<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      UniqueAddress voter = address(in);
      SortedMap<String, Entry> entries = new TreeMap<>();
      for (int more = in.readUnsignedShort(); more > 0; more--) {
        int index = in.readUnsignedShort();
        if (index >= keys.size()) {
          throw new NotSerializableException("key " + index + " of " + keys.size());
        }
        entries.put(keys.get(index), new Entry(in.readLong(), bytes(in)));
      }
      votes.put(voter, entries);
    }
    return VoteBucket.of(votes);
  }

  private static void write(UniqueAddress voter, DataOutputStream out) throws IOException {
    Address address = voter.address();
    out.writeUTF(address.protocol());
    out.writeUTF(address.system());
    out.writeUTF(address.getHost().orElse(""));
    out.writeInt(address.getPort().orElse(0));
    out.writeLong(voter.longUid());
  }

  private static UniqueAddress address(DataInputStream in) throws IOException {
    Address address = new Address(in.readUTF(), in.readUTF(), in.readUTF(), in.readInt());
    return new UniqueAddress(address, in.readLong());
  }

  private static void writeBytes(ByteString payload, DataOutputStream out) throws IOException {
    writeCount(payload.size(), out);
    out.write(payload.toArrayUnsafe());
  }

  private static ByteString bytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return ByteString.fromArrayUnsafe(bytes);
  }

  private static void writeCount(int count, DataOutputStream out) throws IOException {
    if (count > MAX) {
      throw new IOException(count + " is more than a bucket has room for");
    }
    out.writeShort(count);
  }
}
