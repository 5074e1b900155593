package io.poolwatch.net;

import io.poolwatch.model.Secret;
import io.poolwatch.model.TlsFileCheck.Setting;
import io.poolwatch.model.TlsSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes TLS engines for attempts; files are read once and kept until {@link #forget()}.
 *
 * <p>Sessions may be resumed, which spares both ends the costly half of a handshake. A resumed
 * session shows the certificate of the handshake that began it, so that its dates are still judged
 * at every probe, but a certificate that was replaced is seen only when that session is {@link
 * #SESSION_LIFE} old or the server no longer knows it. Sessions are kept for each endpoint and
 * name: one server never sees another's. Thread-safe.
 */
final class TlsContexts {
  /** A session is resumed for no longer than this after its handshake. */
  private static final Duration SESSION_LIFE = Duration.ofMinutes(5);

  private static final int SESSIONS = 4096;

  private final boolean resumption;
  private final Clock clock;
  private final ConcurrentMap<Files, SSLContext> contexts = new ConcurrentHashMap<>();

  /** The JDK finds sessions by name and port: these stand for the port. */
  private final ConcurrentMap<InetSocketAddress, Integer> endpoints = new ConcurrentHashMap<>();

  private final AtomicInteger lastEndpoint = new AtomicInteger();

  /** What makes one context differ from another. */
  private record Files(
      boolean verify,
      @Nullable Path caFile,
      @Nullable Path certFile,
      @Nullable Path keyFile,
      @Nullable Secret keyPassword) {}

  TlsContexts(boolean resumption, Clock clock) {
    this.resumption = resumption;
    this.clock = clock;
  }

  /** Reads all files anew when they are needed next. */
  void forget() {
    contexts.clear();
    endpoints.clear();
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
    return resumption
        ? endpoints.computeIfAbsent(endpoint, unused -> lastEndpoint.incrementAndGet())
        : lastEndpoint.incrementAndGet();
  }

  private SSLContext context(TlsSpec tls) throws TlsSetupException {
    Files files =
        new Files(
            tls.verify() != TlsSpec.Verify.NONE,
            tls.caFile(),
            tls.certFile(),
            tls.keyFile(),
            tls.keyPassword());
    SSLContext known = contexts.get(files);
    if (known != null) {
      return known;
    }
    SSLContext made = make(tls);
    SSLContext first = contexts.putIfAbsent(files, made);
    return first == null ? made : first;
  }

  private SSLContext make(TlsSpec tls) throws TlsSetupException {
    try {
      KeyManager[] keys =
          tls.certFile() == null ? new KeyManager[0] : new KeyManager[] {ClientIdentity.read(tls)};
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {trust(tls)}, null);
      context.getClientSessionContext().setSessionCacheSize(resumption ? SESSIONS : 1);
      context.getClientSessionContext().setSessionTimeout((int) SESSION_LIFE.toSeconds());
      return context;
    } catch (GeneralSecurityException | IOException unusable) {
      throw new TlsSetupException("TLS can't be set up: " + Failures.words(unusable), unusable);
    }
  }

  private X509ExtendedTrustManager trust(TlsSpec tls)
      throws TlsSetupException, GeneralSecurityException, IOException {
    if (tls.verify() == TlsSpec.Verify.NONE) {
      return new TrustAnyone();
    }
    Path caFile = tls.caFile();
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(
        caFile == null ? null : store(new PemFile(caFile, Setting.CA_FILE).certificates()));
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager jdk) {
        return new ServerTrust(jdk, clock);
      }
    }
    throw new TlsSetupException("the JDK has no PKIX trust manager", null);
  }

  private static KeyStore store(List<X509Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("ca-" + i, certificates.get(i));
    }
    return store;
  }
}
