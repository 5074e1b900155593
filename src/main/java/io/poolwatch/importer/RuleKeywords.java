package io.poolwatch.importer;

import io.poolwatch.importer.Keyword.Place;
import io.poolwatch.importer.Keywords.Rows;
import java.util.List;
import java.util.stream.Stream;

/** The table's part on {@code tcp-check} and {@code http-check} rules. */
final class RuleKeywords {
  private static final String FORMAT = "; only variables of this check can stand in it";

  private RuleKeywords() {}

  static List<Keyword> rows() {
    return Stream.of(tcp(), http(), connect(), httpSend(), expect(), tcpMatch(), httpMatch())
        .flatMap(part -> part.rows().stream())
        .toList();
  }

  private static Rows tcp() {
    return new Rows(Place.TCP_RULE)
        .same("connect", 0, "a step `connect { … }`")
        .same("send", 1, "a step `send`, or `send-hex` where it is no text")
        .same("send-lf", 1, "a step `send`" + FORMAT)
        .same("send-binary", 1, "a step `send-hex`")
        .same("send-binary-lf", 1, "a step `send-hex`" + FORMAT)
        .same("expect", 0, "a step `expect { … }`")
        .same("set-var", 0, "put in where it is used, if it is a constant")
        .same("set-var-fmt", 0, "put in where it is used, if it is a constant")
        .same("unset-var", 0, "forgets the variable")
        .same("comment", 1, "`comment` of the steps that follow");
  }

  private static Rows http() {
    return new Rows(Place.HTTP_RULE)
        .same("connect", 0, "one: settings of the check; more: steps `connect` and `http`")
        .same("send", 0, "`request { … }`")
        .same("expect", 0, "`expect = [ … ]`; none on the status: `{ status = any }` is added")
        .same("set-var", 0, "put in where it is used, if it is a constant")
        .same("set-var-fmt", 0, "put in where it is used, if it is a constant")
        .same("unset-var", 0, "forgets the variable")
        .same("comment", 1, "`comment` of the expects that follow")
        .better("disable-on-404", 0, "`conditional.status = \"404\"`, in every state")
        .lost("send-state", 0, "HAProxy's state is not sent");
  }

  private static Rows connect() {
    return new Rows(Place.CONNECT)
        .same("default", 0, "as the check goes")
        .same("port", 1, "`port`; an expression must be a constant")
        .same("addr", 1, "`address`")
        .same("send-proxy", 0, "`proxy-protocol = v1`")
        .lost("via-socks4", 0, "SOCKS proxies are not spoken to; the check goes directly")
        .same("ssl", 0, "`tls.enabled = true`")
        .same("sni", 1, "`tls.server-name`")
        .same("alpn", 1, "`tls.alpn`")
        .better("proto", 1, "`h2`: `request.version = 2`; `h1`, `none`: nothing")
        .same("linger", 0, "`linger = true`; of http: `close = graceful`")
        .same("comment", 1, "`comment`; of http: nothing, as it names no expect");
  }

  private static Rows httpSend() {
    return new Rows(Place.HTTP_SEND)
        .same("meth", 1, "`request.method`")
        .same("uri", 1, "`request.path`")
        .same("uri-lf", 1, "`request.path`" + FORMAT)
        .same("ver", 1, "`request.version`")
        .same("hdr", 2, "`request.headers`" + FORMAT)
        .same("body", 1, "`request.body`")
        .same("body-lf", 1, "`request.body`" + FORMAT)
        .same("comment", 1, "nothing, as it names no expect");
  }

  private static Rows expect() {
    return new Rows(Place.EXPECT)
        .same("min-recv", 1, "`min-recv`")
        .same("comment", 1, "`comment`")
        .same("ok-status", 1, "`ok-status`")
        .same("error-status", 1, "`error-status`")
        .same("tout-status", 1, "`timeout-status`")
        .same("on-success", 1, "`on-success`" + FORMAT)
        .same("on-error", 1, "`on-error`" + FORMAT)
        .lost("status-code", 1, "a sample fetch: the code is that of the reply, or none")
        .same("!", 0, "`not = true`");
  }

  private static Rows tcpMatch() {
    return new Rows(Place.TCP_MATCH)
        .same("string", 1, "`string`, or `hex` where it is no text")
        .better("rstring", 1, "`regex`, RE2; look-around and back-references: a loss")
        .same("binary", 1, "`hex`")
        .better("rbinary", 1, "`hex-regex`, likewise")
        .same("string-lf", 1, "`string`" + FORMAT)
        .same("binary-lf", 1, "`hex`" + FORMAT);
  }

  private static Rows httpMatch() {
    return new Rows(Place.HTTP_MATCH)
        .same("status", 1, "`status`")
        .better("rstatus", 1, "`status-regex`, RE2; look-around and back-references: a loss")
        .same("hdr", 0, "`header { … }`; a list is taken apart by a regex")
        .same("fhdr", 0, "`header { … }`; a match on the name: a loss")
        .same("string", 1, "`string`")
        .better("rstring", 1, "`regex`, likewise")
        .same("string-lf", 1, "`string`" + FORMAT);
  }
}
