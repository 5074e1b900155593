package io.poolwatch.importer;

import io.poolwatch.importer.Keyword.Place;
import io.poolwatch.importer.Keywords.Rows;
import java.util.List;
import java.util.stream.Stream;

/** The table's part on sections. */
final class SectionKeywords {
  private static final String NO_MAIL = "Poolwatch sends no mail: follow its events";
  private static final String STATE = "states are not taken from HAProxy's files";

  private SectionKeywords() {}

  static List<Keyword> rows() {
    return Stream.concat(proxies().stream(), globals().stream()).toList();
  }

  private static List<Keyword> proxies() {
    return new Rows(Place.SECTION)
        .better("option httpchk", 0, "`type = http`, `request { … }`; 1xx replies are skipped")
        .same("option tcp-check", 0, "`type = script`; without rules `type = connect`")
        .better("option ssl-hello-chk", 0, "`type = ssl-hello`; prefer `connect` over TLS")
        .better("option smtpchk", 0, "`type = smtp`; replies of many lines are understood")
        .better("option mysql-check", 0, "`type = mysql`; another method asked for is no pass")
        .better("option pgsql-check", 0, "`type = pgsql`; errors are L7STS")
        .better("option redis-check", 0, "`type = redis`; error replies decide at once")
        .same("option ldap-check", 0, "`type = ldap`")
        .better("option spop-check", 0, "`type = spop`; a disconnect is L7STS")
        .same("option external-check", 0, "`type = exec`, and a loss: it needs `--allow-exec DIR`")
        .same("external-check command", 1, "`exec.command`")
        .lost("external-check path", 1, "programs get a PATH that is fixed")
        .same("option log-health-checks", 0, "`check.log-health-checks`")
        .better("timeout check", 1, "`check.timeout.check`, armed anew by every send")
        .same("timeout connect", 1, "`check.timeout.connect`, bounded by `inter`")
        .same("default-server", 0, "settings of the pool")
        .same("server", 0, "a server, if it has `check`")
        .same("server-template", 0, "its servers by name; by SRV record: a loss")
        .same("source", 1, "`transport.source-address`")
        .same("log", 1, "`poolwatch.syslog`; standard output and rings: a loss")
        .lost("http-check send-state", 0, "HAProxy's state is not sent")
        .lost("email-alert from", 1, NO_MAIL)
        .lost("email-alert to", 1, NO_MAIL)
        .lost("email-alert level", 1, NO_MAIL)
        .lost("email-alert mailers", 1, NO_MAIL)
        .lost("email-alert myhostname", 1, NO_MAIL)
        .lost("load-server-state-from-file", 1, STATE)
        .lost("server-state-file-name", 1, STATE)
        .same("option use-small-buffers", 0, "nothing: about memory")
        .same("type", 1, "in `healthcheck`: as the option of that name")
        .rows();
  }

  private static List<Keyword> globals() {
    return new Rows(Place.GLOBAL)
        .same("spread-checks", 1, "`check.spread-checks`")
        .same("max-spread-checks", 1, "`limits.first-probe-spread`")
        .lost("tune.max-checks-per-thread", 1, "`limits.in-flight` bounds the process: set it")
        .better("tune.bufsize", 1, "`check.max-response-bytes`")
        .same("external-check", 0, "nothing: `--allow-exec DIR` allows programs")
        .same("insecure-fork-wanted", 0, "nothing: `--allow-exec DIR` allows programs")
        .lost("server-state-file", 1, STATE)
        .lost("server-state-base", 1, STATE)
        .better(
            "stats socket", 1, "`poolwatch.runtime-api`, a Unix socket with `.poolwatch` behind")
        .same("log", 1, "`poolwatch.syslog`, where a section says `log global`")
        .same("ca-base", 1, "put in front of `ca-file`")
        .same("crt-base", 1, "put in front of `crt`")
        .same("ssl-server-verify", 1, "`tls.verify`")
        .same("ssl-default-server-options", 0, "as on each `server` line with TLS")
        .same("setenv", 2, "done while the file is read; so are `presetenv` and the like")
        .lost("mailers", 1, NO_MAIL)
        .same("healthcheck", 1, "checks of servers that name the section")
        .same("resolvers", 1, "nothing: `poolwatch.resolve`")
        .rows();
  }
}
