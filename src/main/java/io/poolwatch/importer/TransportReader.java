package io.poolwatch.importer;

import io.poolwatch.importer.ServerOptions.Option;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a server's options the transport of its traffic and of its check.
 *
 * <p>Source: HAProxy, configuration manual, {@code check}, {@code check-ssl}, {@code verify}.
 */
final class TransportReader {
  private static final String SSL = "ssl";
  private static final List<String> PROXY_V2 =
      List.of("send-proxy-v2", "send-proxy-v2-ssl", "send-proxy-v2-ssl-cn");

  private final Globals globals;
  private final Losses losses;

  TransportReader(Globals globals, Losses losses) {
    this.globals = globals;
    this.losses = losses;
  }

  /**
   * How a server is reached.
   *
   * @param trafficTls whether its traffic is TLS
   * @param trafficProxy the PROXY header of its traffic
   * @param tls whether its check is TLS
   * @param proxy the PROXY header of its check
   * @param moved whether its check has an address or a port of its own
   */
  record Route(boolean trafficTls, String trafficProxy, boolean tls, String proxy, boolean moved) {}

  /** How a server and its check are reached. */
  Route route(ServerOptions options) {
    boolean moved = options.has("port") || options.has("addr");
    boolean ssl = options.has(SSL);
    String version = PROXY_V2.stream().anyMatch(options::has) ? "v2" : "v1";
    boolean header = options.has("send-proxy") || version.equals("v2");
    boolean tls = options.has("check-ssl") || (ssl && !moved && !options.has("no-check-ssl"));
    boolean checkHeader =
        options.has("check-send-proxy")
            || (header && !moved && !options.has("no-check-send-proxy"));
    return new Route(ssl, header ? version : "none", tls, checkHeader ? version : "none", moved);
  }

  /**
   * The settings of both.
   *
   * @param elsewhere whether a rule speaks TLS although the check itself does not
   */
  Settings settings(
      ServerOptions options, @Nullable Statement source, Route route, boolean elsewhere) {
    Settings settings = new Settings();
    if (route.trafficTls()) {
      int line = options.line(SSL, 0);
      settings.raw("transport.tls.enabled", "true", line);
      addTls(settings, "transport.tls.", options, line);
      addAlpn(settings, "transport.tls.alpn", options.get("alpn"));
    } else if (route.tls() || elsewhere) {
      addTls(settings, "check.tls.", options, options.line("check-ssl", 0));
      addAlpn(settings, "check.tls.alpn", options.get("alpn"));
    }
    if (!route.trafficProxy().equals("none")) {
      int line = options.line("send-proxy", options.line(PROXY_V2.get(0), 0));
      settings.raw("transport.proxy-protocol", route.trafficProxy(), line);
    }
    addSource(settings, options, source);
    if (route.tls() || elsewhere) {
      Option name = options.get("check-sni");
      if (name != null) {
        settings.text("check.tls.server-name", name.value(), name.line());
        if (verified(options)) {
          settings.raw("check.tls.verify", "required", name.line());
        }
      }
      addAlpn(settings, "check.tls.alpn", options.get("check-alpn"));
    }
    return settings;
  }

  /** Whether certificates are verified at all. */
  boolean verified(ServerOptions options) {
    Option verify = options.get("verify");
    return !(verify == null ? globals.value("ssl-server-verify") : verify.value()).equals("none");
  }

  private void addTls(Settings settings, String path, ServerOptions options, int line) {
    Option verify = options.get("verify");
    Option name = options.get("verifyhost");
    int where = verify == null ? line : verify.line();
    if (!verified(options)) {
      settings.raw(path + "verify", "none", where);
    } else if (name != null) {
      settings.text(path + "server-name", name.value(), name.line());
    } else if (!options.has("check-sni-auto")) {
      settings.raw(path + "verify", "chain", where);
    }
    Option ca = options.get("ca-file");
    if (ca != null && verified(options) && !ca.value().startsWith("@")) {
      settings.quoted(path + "ca-file", file("ca-base", ca.value()), ca.line());
    }
    Option crt = options.get("crt");
    if (crt != null) {
      settings.quoted(path + "cert-file", file("crt-base", crt.value()), crt.line());
      settings.quoted(path + "key-file", file("crt-base", crt.value()), crt.line());
    }
    addVersion(settings, path, options);
  }

  private void addVersion(Settings settings, String path, ServerOptions options) {
    Option least = options.get("ssl-min-ver");
    if (options.has("force-tlsv13")) {
      settings.raw(path + "min-version", "TLSv1.3", options.line("force-tlsv13", 0));
    } else if (least != null && least.value().equals("TLSv1.3")) {
      settings.raw(path + "min-version", "TLSv1.3", least.line());
    } else if (least != null && !least.value().equals("TLSv1.2")) {
      losses.add(least.line(), "ssl-min-ver", "Poolwatch speaks TLS 1.2 and 1.3 alone");
    }
  }

  private String file(String base, String name) {
    String directory = globals.value(base);
    String text = Bytes.text(name).orElse(name);
    try {
      return directory.isEmpty() ? text : Path.of(directory).resolve(text).toString();
    } catch (InvalidPathException e) {
      // No name of a file here; what reads the settings says so.
      return text;
    }
  }

  private static void addAlpn(Settings settings, String path, @Nullable Option option) {
    if (option != null) {
      settings.raw(path, alpn(option.value()), option.line());
    }
  }

  /** A list of protocols as HOCON. */
  static String alpn(String names) {
    return Arrays.stream(names.split(",", -1))
        .filter(name -> !name.isBlank())
        .map(name -> Hocon.text(name.strip()))
        .collect(Collectors.collectingAndThen(Collectors.toList(), Hocon::list));
  }

  private void addSource(Settings settings, ServerOptions options, @Nullable Statement section) {
    Option option = options.get("source");
    if (option == null && section == null) {
      return;
    }
    String text = option != null ? option.value() : section == null ? "" : section.word(1);
    int line = option != null ? option.line() : section == null ? 0 : section.line();
    List<String> more = new ArrayList<>();
    for (String keyword : List.of("usesrc", "interface")) {
      boolean there =
          option != null
              ? options.has("source " + keyword)
              : section != null && section.words().contains(keyword);
      if (there) {
        more.add(keyword);
      }
    }
    Endpoint source = Endpoint.of(text);
    if (source.port().isPresent()) {
      more.add("a port");
    }
    if (!more.isEmpty()) {
      losses.add(line, "source", String.join(" and ", more) + ": connections come from any port");
    }
    Optional.of(source)
        .filter(endpoint -> endpoint.connectable() && !endpoint.named())
        .ifPresent(endpoint -> settings.text("transport.source-address", endpoint.host(), line));
  }
}
