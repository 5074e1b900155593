package io.poolwatch.net;

import io.poolwatch.model.Secret;
import io.poolwatch.model.TlsInfo;
import io.poolwatch.model.TlsSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes TLS engines for attempts; files are read once and kept until {@link #renew}.
 *
 * <p>Sessions may be resumed, which spares both ends the costly half of a handshake. A resumed
 * session shows the certificate of the handshake that began it, so that its dates are still judged
 * at every probe, but a certificate that was replaced is seen only when that session is {@link
 * #SESSION_LIFE} old or the server no longer knows it. Sessions are kept for each endpoint and
 * name: one server never sees another's. They outlast a {@link #renew} for which certificates and
 * keys are what they were, and no other. Thread-safe.
 */
final class TlsContexts {
  private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

  /** A session is resumed for no longer than this after its handshake. */
  private static final Duration SESSION_LIFE = Duration.ofMinutes(5);

  private static final int SESSIONS = 4096;

  private static final InetSocketAddress NOBODY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static final TlsEngine.Sink IGNORED =
      new TlsEngine.Sink() {
        @Override
        public void ciphertext(ByteString bytes) {}

        @Override
        public void plaintext(ByteString bytes) {}

        @Override
        public void secured(TlsInfo info) {}

        @Override
        public void peerClosed() {}

        @Override
        public void task(Runnable task) {}
      };

  private final boolean resumption;
  private final Clock clock;
  private volatile ConcurrentMap<Files, Made> contexts = new ConcurrentHashMap<>();

  /** The JDK finds sessions by name and port: these stand for the port. */
  private final ConcurrentMap<InetSocketAddress, Endpoint> endpoints = new ConcurrentHashMap<>();

  private final AtomicInteger lastEndpoint = new AtomicInteger();

  /** What makes one context differ from another. */
  private record Files(
      boolean verify,
      @Nullable Path caFile,
      @Nullable Path certFile,
      @Nullable Path keyFile,
      @Nullable Secret keyPassword) {

    Files(TlsSpec tls) {
      this(
          tls.verify() != TlsSpec.Verify.NONE,
          tls.caFile(),
          tls.certFile(),
          tls.keyFile(),
          tls.keyPassword());
    }
  }

  /** What was read from the files. */
  private record Contents(
      Set<X509Certificate> trusted, List<X509Certificate> chain, @Nullable PrivateKey key) {

    Contents(X509ExtendedTrustManager trust, @Nullable OwnIdentity identity) {
      this(
          Set.copyOf(List.of(trust.getAcceptedIssuers())),
          identity == null ? List.of() : identity.chain(),
          identity == null ? null : identity.key());
    }
  }

  /** A context and what it was made of. */
  private record Made(SSLContext context, Contents contents) {}

  /** The number that stands for an endpoint, and when it was last asked for. */
  private record Endpoint(int number, Instant used) {}

  TlsContexts(boolean resumption, Clock clock) {
    this.resumption = resumption;
    this.clock = clock;
  }

  /**
   * Reads the files of these settings now, and forgets all others. Attempts go on with what was
   * known until all is read. Where nothing else was read than before, sessions are kept.
   */
  void renew(Set<TlsSpec> settings) {
    ConcurrentMap<Files, Made> before = contexts;
    ConcurrentMap<Files, Made> fresh = new ConcurrentHashMap<>();
    for (TlsSpec tls : settings) {
      Files files = new Files(tls);
      try {
        if (!fresh.containsKey(files)) {
          fresh.put(files, make(tls, before.get(files)));
        }
      } catch (TlsSetupException unusable) {
        LOG.debug("left for the attempt to tell", unusable);
      }
    }
    contexts = fresh;
    Instant forgotten = clock.instant().minus(SESSION_LIFE);
    endpoints.values().removeIf(endpoint -> endpoint.used().isBefore(forgotten));
    settings.stream().findAny().ifPresent(this::greetNobody);
  }

  /** A greeting that is not sent: it loads what the first handshake would have to wait for. */
  private void greetNobody(TlsSpec tls) {
    try {
      engine(tls, NOBODY, IGNORED).begin();
    } catch (TlsSetupException | IOException unusable) {
      LOG.debug("left for the attempt to tell", unusable);
    } finally {
      endpoints.remove(NOBODY);
    }
  }

  /**
   * Our end of one TLS connection.
   *
   * @param tls how to speak
   * @param endpoint the peer
   * @param sink told what happens
   */
  TlsEngine engine(TlsSpec tls, InetSocketAddress endpoint, TlsEngine.Sink sink)
      throws TlsSetupException {
    String problem = ServerNames.problem(tls);
    if (problem != null) {
      throw new TlsSetupException(problem, null);
    }
    String name = ServerNames.of(tls);
    String identity = name == null ? AddressText.of(endpoint.getAddress()) : name;
    SSLEngine engine = context(tls).createSSLEngine(identity, sessionKey(endpoint));
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(protocols(tls.minVersion()));
    parameters.setApplicationProtocols(tls.alpn().toArray(String[]::new));
    parameters.setServerNames(ServerNames.sni(name));
    if (tls.verify() == TlsSpec.Verify.REQUIRED) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
    return new TlsEngine(engine, name, tls.verify() == TlsSpec.Verify.NONE ? null : clock, sink);
  }

  private static String[] protocols(String minVersion) {
    return minVersion.equals("TLSv1.3")
        ? new String[] {"TLSv1.3"}
        : new String[] {"TLSv1.3", "TLSv1.2"};
  }

  private int sessionKey(InetSocketAddress endpoint) {
    if (!resumption) {
      return lastEndpoint.incrementAndGet();
    }
    Instant now = clock.instant();
    return endpoints
        .compute(
            endpoint,
            (unused, known) ->
                new Endpoint(known == null ? lastEndpoint.incrementAndGet() : known.number(), now))
        .number();
  }

  private SSLContext context(TlsSpec tls) throws TlsSetupException {
    ConcurrentMap<Files, Made> among = contexts;
    Files files = new Files(tls);
    Made known = among.get(files);
    if (known == null) {
      Made made = make(tls, null);
      Made first = among.putIfAbsent(files, made);
      known = first == null ? made : first;
    }
    return known.context();
  }

  /** Reads the files of these settings; answers with what is known if it was made of the same. */
  private Made make(TlsSpec tls, @Nullable Made known) throws TlsSetupException {
    try {
      OwnIdentity identity = tls.certFile() == null ? null : OwnIdentity.read(tls);
      X509ExtendedTrustManager trust = trust(tls);
      Contents contents = new Contents(trust, identity);
      if (known != null && known.contents().equals(contents)) {
        return known;
      }
      KeyManager[] keys = identity == null ? new KeyManager[0] : new KeyManager[] {identity};
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {trust}, null);
      context.getClientSessionContext().setSessionCacheSize(resumption ? SESSIONS : 1);
      context.getClientSessionContext().setSessionTimeout((int) SESSION_LIFE.toSeconds());
      return new Made(context, contents);
    } catch (GeneralSecurityException | IOException unusable) {
      throw new TlsSetupException("TLS can't be set up: " + Failures.words(unusable), unusable);
    }
  }

  private X509ExtendedTrustManager trust(TlsSpec tls)
      throws TlsSetupException, GeneralSecurityException, IOException {
    if (tls.verify() == TlsSpec.Verify.NONE) {
      return new TrustAnyone();
    }
    return new ServerTrust(TrustAnchors.read(tls.caFile()), clock);
  }
}
