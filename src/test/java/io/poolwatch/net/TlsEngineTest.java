package io.poolwatch.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.model.TlsInfo;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our end of TLS against the JDK's other end, without a socket between them. */
final class TlsEngineTest {
  private static final TlsServer SERVER =
      TlsServer.of(TestCertificates.ca("Test CA").certificate().names("a.example").issue());

  private final Told told = new Told();

  /** What our end tells; ciphertext waits here until the other end takes it. */
  private static final class Told implements TlsEngine.Sink {
    private final List<String> order = new ArrayList<>();
    private ByteString ciphertext = ByteString.emptyByteString();
    private ByteString plaintext = ByteString.emptyByteString();
    private final List<Runnable> tasks = new ArrayList<>();

    @Override
    public void ciphertext(ByteString bytes) {
      ciphertext = ciphertext.concat(bytes);
    }

    @Override
    public void plaintext(ByteString bytes) {
      order.add("plaintext");
      plaintext = plaintext.concat(bytes);
    }

    @Override
    public void secured(TlsInfo info) {
      order.add("secured");
    }

    @Override
    public void peerClosed() {
      order.add("peerClosed");
    }

    @Override
    public void task(Runnable task) {
      tasks.add(task);
    }

    /** Has done what the client has handed over. */
    void work(TlsEngine client) throws IOException {
      while (!tasks.isEmpty()) {
        tasks.remove(0).run();
        client.resume();
      }
    }

    ByteString take() {
      ByteString taken = ciphertext;
      ciphertext = ByteString.emptyByteString();
      return taken;
    }
  }

  /** The server's end. */
  private static final class Other {
    private final SSLEngine engine = SERVER.context().createSSLEngine();
    private final List<Integer> records = new ArrayList<>();
    private ByteString plaintext = ByteString.emptyByteString();

    Other(String version) {
      engine.setUseClientMode(false);
      engine.setEnabledProtocols(new String[] {version});
    }

    /** What it answers to these bytes. */
    ByteString feed(ByteString bytes) throws SSLException {
      ByteBuffer in = ByteBuffer.wrap(bytes.toArray());
      ByteString out = ByteString.emptyByteString();
      boolean going = true;
      while (going) {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
          engine.getDelegatedTask().run();
        } else if (status == HandshakeStatus.NEED_WRAP) {
          ByteString wrapped = say(ByteString.emptyByteString());
          out = out.concat(wrapped);
          going = !wrapped.isEmpty();
        } else {
          ByteBuffer clear = ByteBuffer.allocate(64 * 1024);
          SSLEngineResult result = engine.unwrap(in, clear);
          plaintext = plaintext.concat(ByteString.fromByteBuffer(clear.flip()));
          if (result.bytesConsumed() > 0) {
            records.add(result.bytesProduced());
          }
          going = result.bytesConsumed() > 0;
        }
      }
      return out;
    }

    ByteString say(ByteString bytes) throws SSLException {
      ByteBuffer out = ByteBuffer.allocate(64 * 1024);
      engine.wrap(bytes.asByteBuffer(), out);
      return ByteString.fromByteBuffer(out.flip());
    }
  }

  private TlsEngine client() throws TlsSetupException {
    TlsSpec spec =
        new TlsSpec("a.example", TlsSpec.Verify.NONE, null, null, null, null, List.of(), "TLSv1.2");
    return new TlsContexts(false, Clock.systemUTC())
        .engine(spec, new InetSocketAddress(InetAddress.getLoopbackAddress(), 443), told);
  }

  private static void handshake(TlsEngine client, Told told, Other other) throws IOException {
    client.begin();
    for (int turn = 0; turn < 5; turn++) {
      ByteString answer = other.feed(told.take());
      if (!answer.isEmpty()) {
        client.feed(answer);
        told.work(client);
      }
    }
    assertThat(client.secured()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bytesMayComeOneByOne(String version) throws Exception {
    TlsEngine client = client();
    Other other = new Other(version);
    client.begin();
    for (int turn = 0; turn < 5; turn++) {
      for (byte one : other.feed(told.take()).toArray()) {
        client.feed(ByteString.fromArray(new byte[] {one}));
        told.work(client);
      }
    }
    for (byte one : other.say(ByteString.fromString("hello")).toArray()) {
      client.feed(ByteString.fromArray(new byte[] {one}));
    }
    assertThat(told.order).containsExactly("secured", "plaintext");
    assertThat(told.plaintext.utf8String()).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bytesThatComeDuringATaskWaitForItsEnd(String version) throws Exception {
    TlsEngine client = client();
    Other other = new Other(version);
    client.begin();
    ByteString flight = other.feed(told.take());
    boolean waited = false;
    for (int turn = 0; turn < 5; turn++) {
      for (byte one : flight.toArray()) {
        client.feed(ByteString.fromArray(new byte[] {one}));
        waited |= !told.tasks.isEmpty();
      }
      assertThat(told.tasks).hasSizeLessThanOrEqualTo(1);
      told.work(client);
      flight = other.feed(told.take());
    }
    assertThat(waited && client.secured()).isTrue();
    assertThat(told.order).containsExactly("secured");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void manyRecordsMayComeAtOnceAndKeepTheirOrder(String version) throws Exception {
    TlsEngine client = client();
    Other other = new Other(version);
    handshake(client, told, other);
    ByteString all = ByteString.emptyByteString();
    for (String word : List.of("one ", "two ", "three")) {
      all = all.concat(other.say(ByteString.fromString(word)));
    }
    other.engine.closeOutbound();
    client.feed(all.concat(other.say(ByteString.emptyByteString())));
    assertThat(told.plaintext.utf8String()).isEqualTo("one two three");
    assertThat(told.order)
        .containsExactly("secured", "plaintext", "plaintext", "plaintext", "peerClosed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void plaintextBeforeABrokenRecordIsToldFirst(String version) throws Exception {
    TlsEngine client = client();
    Other other = new Other(version);
    handshake(client, told, other);
    ByteString good = other.say(ByteString.fromString("good"));
    byte[] bad = other.say(ByteString.fromString("bad")).toArray();
    bad[bad.length - 1] ^= 1;
    assertThatThrownBy(() -> client.feed(good.concat(ByteString.fromArray(bad))))
        .isInstanceOf(SSLException.class);
    assertThat(told.plaintext.utf8String()).isEqualTo("good");
  }

  /** Its fourth and fifth byte would be a length that is never reached. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void plainTextInTheMiddleIsNotAwaitedAsARecord(String version) throws Exception {
    TlsEngine client = client();
    Other other = new Other(version);
    handshake(client, told, other);
    ByteString good = other.say(ByteString.fromString("good"));
    assertThatThrownBy(() -> client.feed(good.concat(ByteString.fromString("500 sorry"))))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("500 sorry");
    assertThat(told.plaintext.utf8String()).isEqualTo("good");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void onePieceOfARequestIsAtMostTwoRecords(String version) throws Exception {
    TlsEngine client = client();
    Other other = new Other(version);
    handshake(client, told, other);
    other.records.clear();
    ByteString piece = ByteString.fromArray(new byte[Outbox.PIECE_BYTES]);
    client.encrypt(piece);
    other.feed(told.take());
    assertThat(other.records).hasSizeLessThanOrEqualTo(2);
    assertThat(other.plaintext).isEqualTo(piece);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void closeSaysCloseNotifyOnce(String version) throws Exception {
    TlsEngine client = client();
    Other other = new Other(version);
    handshake(client, told, other);
    client.close();
    other.feed(told.take());
    assertThat(other.engine.isInboundDone()).isTrue();
    client.close();
    assertThat(told.take().isEmpty()).isTrue();
    assertThatThrownBy(() -> client.encrypt(ByteString.fromString("late")))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void keyUpdateIsAnsweredAndNotTakenForARenegotiation() throws Exception {
    TlsEngine client = client();
    Other other = new Other("TLSv1.3");
    handshake(client, told, other);
    other.engine.beginHandshake();
    ByteString update = other.feed(ByteString.emptyByteString());
    assertThat(update.isEmpty()).isFalse();
    client.feed(update);
    other.feed(told.take());
    client.feed(other.say(ByteString.fromString("after")));
    assertThat(told.plaintext.utf8String()).isEqualTo("after");
    client.encrypt(ByteString.fromString("and back"));
    other.feed(told.take());
    assertThat(other.plaintext.utf8String()).isEqualTo("and back");
  }

  @Test
  void renegotiationIsRefused() throws Exception {
    TlsEngine client = client();
    Other other = new Other("TLSv1.2");
    handshake(client, told, other);
    other.engine.beginHandshake();
    ByteString helloRequest = other.feed(ByteString.emptyByteString());
    assertThatThrownBy(() -> client.feed(helloRequest))
        .isInstanceOf(TransportException.class)
        .hasMessage("peer asked for a TLS renegotiation, which is refused");
  }
}
