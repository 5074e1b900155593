package io.poolwatch.net;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.Dispatchers;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;

/**
 * Both ends of the fleet's connections: each shows a certificate that the fleet's CAs vouch for and
 * that carries the fleet's name. The peer's address proves nothing, and no name is looked for it.
 *
 * <p>Belongs to one actor system, on whose scheduler the keys are kept up to date. Thread-safe.
 */
final class ClusterSslEngines implements SSLEngineProvider {
  private final ClusterKeys keys;

  ClusterSslEngines(ClusterKeys keys, ActorSystem system) {
    this.keys = keys;
    keys.refresh();
    system
        .scheduler()
        .scheduleWithFixedDelay(
            keys.every(),
            keys.every(),
            keys::refresh,
            system.dispatchers().lookup(Dispatchers.DefaultBlockingDispatcherId()));
  }

  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    SSLEngine engine = keys.context().createSSLEngine(hostname, port);
    engine.setUseClientMode(false);
    engine.setNeedClientAuth(true);
    return engine;
  }

  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    SSLEngine engine = keys.context().createSSLEngine(hostname, port);
    engine.setUseClientMode(true);
    return engine;
  }

  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return refusal(session);
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return refusal(session);
  }

  /** Asked more than once of a connection: under TLS 1.3 each new ticket counts as a handshake. */
  private Option<Throwable> refusal(SSLSession session) {
    X509Certificate leaf = PeerIdentity.leaf(session);
    if (leaf == null) {
      return Option.apply(new SSLPeerUnverifiedException("the peer has shown no certificate"));
    }
    return PeerIdentity.isNamed(leaf, keys.subjectName())
        ? Option.empty()
        : Option.apply(
            new SSLPeerUnverifiedException(
                "the peer's certificate is for "
                    + String.join(", ", PeerIdentity.names(leaf))
                    + ", not for "
                    + keys.subjectName()));
  }
}
