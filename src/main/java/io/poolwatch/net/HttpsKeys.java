package io.poolwatch.net;

import io.poolwatch.model.TlsSpec;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.HttpsConnectionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate and key of an HTTPS server, kept up to date with their files: they are read again
 * when a connection comes and a minute has passed. Files that can't be used leave what was read
 * before. Safe for any thread.
 */
public final class HttpsKeys {
  private static final Logger LOG = LoggerFactory.getLogger(HttpsKeys.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final TlsSpec files;
  private Current current;
  private long readNanos;

  /** What was read, and the context that speaks for it. */
  private record Current(List<X509Certificate> chain, PrivateKey key, SSLContext context) {}

  private HttpsKeys(TlsSpec files, Current first, long nowNanos) {
    this.files = files;
    this.current = first;
    this.readNanos = nowNanos;
  }

  /**
   * Reads the files.
   *
   * @param files of whose settings certificate and key are used
   * @throws IOException if they can't be used; says why
   */
  public static HttpsKeys read(TlsSpec files) throws IOException {
    return new HttpsKeys(files, load(files), System.nanoTime());
  }

  private static Current load(TlsSpec files) throws IOException {
    try {
      OwnIdentity identity = OwnIdentity.read(files);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {identity}, new TrustManager[0], null);
      return new Current(identity.chain(), identity.key(), context);
    } catch (TlsSetupException | GeneralSecurityException unusable) {
      throw new IOException("TLS can't be set up: " + Failures.words(unusable), unusable);
    }
  }

  /** How a server speaks with them: TLS 1.2 or 1.3. */
  public HttpsConnectionContext context() {
    return ConnectionContext.httpsServer(this::engine);
  }

  private SSLEngine engine() {
    SSLEngine engine = current(System.nanoTime()).createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    engine.setSSLParameters(parameters);
    return engine;
  }

  private synchronized SSLContext current(long nowNanos) {
    if (nowNanos - readNanos >= EVERY.toNanos()) {
      readNanos = nowNanos;
      try {
        Current next = load(files);
        boolean same = next.chain().equals(current.chain()) && next.key().equals(current.key());
        current = same ? current : next;
      } catch (IOException unusable) {
        LOG.warn("the API goes on with the certificate that it has: {}", unusable.getMessage());
      }
    }
    return current.context();
  }
}
