package io.poolwatch.config;

import io.poolwatch.model.ProxyHeader;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Decides over which transport a check goes.
 *
 * <p>A check inherits the transport of its server's traffic. If it has an address or a port of its
 * own, it loses TLS and the PROXY header, for who listens there is someone else, and keeps the
 * source address. What the check itself says about TLS and PROXY always wins. A script's connect
 * step stands to its check as the check stands to the traffic.
 */
final class TransportReader {
  private static final SettingType<ProxyHeader> PROXY = Types.word(ProxyHeader.class);

  private final TlsReader reader;
  private final Settings tls;
  private final boolean trafficSecure;
  private final Transport check;

  private TransportReader(TlsReader reader, Settings tls, boolean trafficSecure, Transport check) {
    this.reader = reader;
    this.tls = tls;
    this.trafficSecure = trafficSecure;
    this.check = check;
  }

  /** What there is to inherit. */
  private record Inherited(
      boolean secure, ProxyHeader proxy, @Nullable InetAddress source, String whose) {}

  /** Reads the transport of the traffic and that of the check. */
  static TransportReader of(Settings check, Settings transport, ConfigFiles files) {
    TlsReader reader = new TlsReader(files);
    Settings trafficTls = transport.sub("tls");
    boolean secure = trafficTls.get("enabled", Types.FLAG, false);
    reader.validate(trafficTls);
    Inherited traffic =
        new Inherited(
            secure,
            transport.get("proxy-protocol", PROXY, ProxyHeader.NONE),
            transport.get("source-address", Addresses.IP),
            "as the traffic");
    Settings tls = check.sub("tls").before(trafficTls);
    return new TransportReader(reader, tls, secure, derive(reader, check, tls, traffic));
  }

  /** Whether the server's traffic uses TLS. */
  boolean trafficSecure() {
    return trafficSecure;
  }

  /** The configured name of the servers, whether the check uses TLS or not; null for none. */
  @Nullable String serverName() {
    return tls.silently().get("server-name", Addresses.NAME_ONLY);
  }

  /** The check's own transport. */
  Transport check() {
    return check;
  }

  /** The transport of a script's connect step. */
  Transport step(Settings connect) {
    Inherited inherited =
        new Inherited(check.tls() != null, check.proxy(), check.source(), "as the check");
    return derive(reader, connect, connect.sub("tls").before(tls), inherited);
  }

  /** TLS that is started inside a connection. */
  TlsSettings startTls(Settings block) {
    return reader.read(block.before(tls));
  }

  /** TLS that is started inside a connection, with the check's own settings. */
  TlsSettings startTls() {
    return reader.read(tls);
  }

  private static Transport derive(
      TlsReader reader, Settings user, Settings tls, Inherited inherited) {
    String moved = movedBy(user);
    boolean stays = moved.isEmpty();
    String why = stays ? inherited.whose() : moved + " is set";
    boolean secure =
        user.sub("tls").orElse("enabled", Types.FLAG, stays && inherited.secure(), why);
    TlsSettings settings = null;
    if (secure) {
      settings = reader.read(tls);
    } else {
      reader.validate(tls);
    }
    ProxyHeader proxy =
        user.orElse("proxy-protocol", PROXY, stays ? inherited.proxy() : ProxyHeader.NONE, why);
    return new Transport(settings, proxy, inherited.source());
  }

  /** The setting by which the check, or the step, goes elsewhere; empty if it does not. */
  private static String movedBy(Settings user) {
    if (user.has("address")) {
      return "address";
    }
    return user.has("port") ? "port" : "";
  }
}
