package io.poolwatch.importer;

import io.poolwatch.importer.Keyword.Place;
import io.poolwatch.importer.Keywords.Rows;
import java.util.List;

/** The table's part on {@code server} lines. */
final class ServerKeywords {
  private static final String NEEDS_TRAFFIC = "needs traffic, which Poolwatch has none of";
  private static final String OLD_TLS = "Poolwatch speaks TLS 1.2 and 1.3";

  private ServerKeywords() {}

  static List<Keyword> rows() {
    Rows rows = new Rows(Place.SERVER);
    checks(rows);
    transport(rows);
    agent(rows);
    states(rows);
    traffic(rows);
    return rows.rows();
  }

  private static void checks(Rows rows) {
    rows.same("check", 0, "a server of the pool; without check, agent or `track` it is passed over")
        .same("no-check", 0, "takes `check` away")
        .better("inter", 1, "`check.inter`, from start to start rather than from end to start")
        .better("fastinter", 1, "`check.fastinter`, likewise")
        .better("downinter", 1, "`check.downinter`, likewise")
        .same("rise", 1, "`check.rise`")
        .same("fall", 1, "`check.fall`")
        .same("port", 1, "`check.port`; TLS and PROXY header are dropped in both")
        .same("addr", 1, "`check.address`; likewise")
        .better("init-state", 1, "`check.init-state`; not set: `none`")
        .better("healthcheck", 1, "the named section's check, as the server's own `check`")
        .same("track", 1, "`track`; of one that is not carried over: a loss")
        .lost("check-reuse-pool", 0, "every probe is a connection of its own")
        .same("no-check-reuse-pool", 0, "nothing: every probe is a connection of its own")
        .lost("check-pool-conn-name", 1, "every probe is a connection of its own");
  }

  private static void transport(Rows rows) {
    rows.same("ssl", 0, "`transport.tls.enabled`")
        .same("no-ssl", 0, "takes `ssl` away")
        .same("check-ssl", 0, "`check.tls.enabled = true`")
        .same("no-check-ssl", 0, "`check.tls.enabled = false`")
        .better("verify", 1, "`tls.verify`: `none`; `required` with a name, `chain` without one")
        .better("verifyhost", 1, "`tls.server-name`, which is sent as SNI as well")
        .same("no-verifyhost", 0, "takes `verifyhost` away")
        .same("ca-file", 1, "`tls.ca-file`, with `ca-base`; `@system-ca`: the JDK's trust store")
        .same("crt", 1, "`tls.cert-file` and `tls.key-file`, with `crt-base`")
        .lost("crl-file", 1, "revoked certificates are not looked up")
        .same("check-sni", 1, "`check.tls.server-name`")
        .better("check-sni-auto", 0, "the Host header is the name where there is no other")
        .lost("no-check-sni-auto", 0, "the Host header is the name where there is no other")
        .same("sni", 1, "nothing: checks do not use it")
        .same("sni-auto", 0, "nothing: checks do not use it")
        .same("no-sni-auto", 0, "nothing: checks do not use it")
        .same("alpn", 1, "`transport.tls.alpn`")
        .same("check-alpn", 1, "`check.tls.alpn`")
        .better("check-proto", 1, "`h2`: `check.request.version = 2`; `h1`, `none`: nothing")
        .same("send-proxy", 0, "`transport.proxy-protocol = v1`")
        .same("send-proxy-v2", 0, "`transport.proxy-protocol = v2`")
        .same("send-proxy-v2-ssl", 0, "`transport.proxy-protocol = v2`")
        .same("send-proxy-v2-ssl-cn", 0, "`transport.proxy-protocol = v2`")
        .same("no-send-proxy", 0, "takes the PROXY header away")
        .same("no-send-proxy-v2", 0, "takes the PROXY header away")
        .same("no-send-proxy-v2-ssl", 0, "takes the PROXY header away")
        .same("no-send-proxy-v2-ssl-cn", 0, "takes the PROXY header away")
        .same("check-send-proxy", 0, "`check.proxy-protocol`")
        .same("no-check-send-proxy", 0, "`check.proxy-protocol = none`")
        .lost("check-via-socks4", 0, "SOCKS proxies are not spoken to; the check goes directly")
        .same("source", 1, "`transport.source-address`; its port and `usesrc` are a loss")
        .same("ssl-min-ver", 1, "`tls.min-version`; below TLSv1.2: a loss")
        .same("force-tlsv13", 0, "`tls.min-version = TLSv1.3`")
        .lost("ssl-max-ver", 1, OLD_TLS)
        .lost("force-sslv3", 0, OLD_TLS)
        .lost("force-tlsv10", 0, OLD_TLS)
        .lost("force-tlsv11", 0, OLD_TLS)
        .lost("force-tlsv12", 0, OLD_TLS)
        .lost("no-tlsv12", 0, OLD_TLS)
        .lost("no-tlsv13", 0, OLD_TLS)
        .lost("ciphers", 1, "the JDK's choice of ciphers holds")
        .lost("ciphersuites", 1, "the JDK's choice of ciphers holds")
        .lost("curves", 1, "the JDK's choice of groups holds")
        .lost("sigalgs", 1, "the JDK's choice of signatures holds")
        .lost("client-sigalgs", 1, "the JDK's choice of signatures holds");
  }

  private static void agent(Rows rows) {
    rows.better(
            "agent-check",
            0,
            "`agent { … }`; `down#text` is down; without `check`: `check.type = none`")
        .same("no-agent-check", 0, "takes `agent-check` away")
        .same("agent-port", 1, "`agent.port`; not set: that of `port`")
        .same("agent-addr", 1, "`agent.address`; not set: that of `addr`")
        .better("agent-inter", 1, "`agent.inter`, from start to start")
        .same("agent-send", 1, "`agent.send`");
  }

  private static void states(Rows rows) {
    rows.same("disabled", 0, "`admin = maint`")
        .same("enabled", 0, "takes `disabled` away")
        .same("weight", 1, "`weight`")
        .same("backup", 0, "`backup = true`")
        .same("no-backup", 0, "takes `backup` away")
        .lost("observe", 1, NEEDS_TRAFFIC)
        .lost("error-limit", 1, NEEDS_TRAFFIC)
        .lost("on-error", 1, NEEDS_TRAFFIC)
        .lost("on-marked-down", 1, NEEDS_TRAFFIC)
        .lost("on-marked-up", 1, NEEDS_TRAFFIC)
        .lost("slowstart", 1, NEEDS_TRAFFIC)
        .better("resolvers", 1, "`poolwatch.resolve`, by the system's own resolver")
        .better("resolve-prefer", 1, "`poolwatch.resolve.prefer`, one for all; not set: ipv4")
        .better("init-addr", 1, "nothing: UNKNOWN until the name is resolved")
        .same("non-stick", 0, "nothing: about traffic");
  }

  private static void traffic(Rows rows) {
    rows.traffic(
            0,
            "allow-0rtt check-fcgi no-fcgi no-ssl-reuse ssl-reuse no-sslv3 no-tlsv10 no-tlsv11"
                + " no-tls-tickets tls-tickets renegotiate no-renegotiate stick tfo no-tfo"
                + " strict-maxconn")
        .traffic(
            1,
            "cookie id guid hash-key idle-ping ktls log-bufsize log-proto maxconn maxqueue"
                + " max-reuse minconn namespace npn pool-conn-name pool-low-conn pool-max-conn"
                + " pool-purge-delay proto proxy-v2-options redir resolve-net resolve-opts shard"
                + " socks4 tcp-md5sig tcp-ut ws cc ech tune.bufsize");
  }
}
