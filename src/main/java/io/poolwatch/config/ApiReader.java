package io.poolwatch.config;

import io.poolwatch.model.Secret;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.spec.ApiSpec;
import io.poolwatch.spec.ApiSpec.Role;
import io.poolwatch.spec.ApiSpec.Series;
import io.poolwatch.spec.ApiSpec.Token;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where HTTP is spoken, and refuses to speak it with just anybody. */
final class ApiReader {
  /** The block's name. */
  static final String NAME = "api";

  private static final String TOKENS = "tokens";
  private static final String TLS = "tls";
  private static final String SERIES = "series";

  /** Its keys. */
  static final Block KEYS =
      Block.of("host", "port", "names", "keep-evidence", "connections")
          .with(TOKENS, Block.ofNames(Block.of("role", "sha256")))
          .with(TLS, Block.of("cert-file", "key-file", "key-password", "key-password-file"))
          .with(SERIES, Block.of("servers", "pools"));

  private static final int DEFAULT_PORT = 9280;
  private static final int DEFAULT_CONNECTIONS = 2_048;
  private static final Series DEFAULT_SERIES = new Series(10_000, 100);

  private static final SettingType<Integer> PORT = Types.integer(0, 65_535);
  private static final SettingType<Integer> CONNECTIONS = Types.integer(1, 1_000_000);
  private static final SettingType<Integer> COUNT = Types.integer(0, 1_000_000);
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  private final Settings api;
  private final ConfigFiles files;

  /**
   * @param api the block {@code poolwatch.api}
   */
  ApiReader(Settings api, ConfigFiles files) {
    this.api = api;
    this.files = files;
  }

  ApiSpec read() {
    InetAddress host =
        api.orElse("host", Addresses.LISTEN, InetAddress.getLoopbackAddress(), "the default");
    int port = api.orElse("port", PORT, DEFAULT_PORT, "the default");
    List<Token> tokens = tokens();
    Settings tls = api.sub(TLS);
    if (!host.isLoopbackAddress()) {
      judgeOpenness(host, tls.isEmpty());
    }
    Settings series = api.sub(SERIES);
    return new ApiSpec(
        new InetSocketAddress(host, port),
        names(),
        tokens,
        tls.isEmpty() ? null : tls(tls),
        api.orElse("keep-evidence", Types.FLAG, true, "the default"),
        api.orElse("connections", CONNECTIONS, DEFAULT_CONNECTIONS, "the default"),
        new Series(
            series.orElse("servers", COUNT, DEFAULT_SERIES.servers(), "the default"),
            series.orElse("pools", COUNT, DEFAULT_SERIES.pools(), "the default")));
  }

  private void judgeOpenness(InetAddress host, boolean clear) {
    String shown = host.getHostAddress();
    if (api.members(TOKENS).isEmpty()) {
      api.error(
          TOKENS,
          "must be set: " + shown + " can be reached from other machines",
          "set poolwatch.api.tokens.NAME { role = read, sha256 = … } for each who may ask, or"
              + " poolwatch.api.host = \"127.0.0.1\"");
    } else if (clear) {
      api.warning(
          TOKENS,
          "tokens that are sent to " + shown + " cross the network in clear",
          "set cert-file and key-file of poolwatch.api.tls");
    }
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    if (api.has("names")) {
      for (String name : api.get("names", Types.texts(), List.of())) {
        if (name.equals(Host.nameIn(name))) {
          names.add(name.toLowerCase(Locale.ROOT));
        } else {
          api.error(
              "names", Text.shortQuote(name) + " is no host name", "without a scheme or a port");
        }
      }
    }
    return names;
  }

  private List<Token> tokens() {
    List<Token> tokens = new ArrayList<>();
    Settings block = api.sub(TOKENS);
    for (String name : api.members(TOKENS)) {
      Settings token = block.sub(name);
      Names.trouble(name).ifPresent(trouble -> block.error(name, trouble, ""));
      String sha256 = token.get("sha256", Types.TEXT, "");
      if (token.has("sha256") && !SHA256.matcher(sha256).matches()) {
        token.error(
            "sha256",
            "must be the SHA-256 of a token, 64 hexadecimal digits",
            "printf %s \"$TOKEN\" | sha256sum");
      }
      tokens.add(
          new Token(
              name,
              token.get("role", Types.word(Role.class), Role.READ),
              sha256.toLowerCase(Locale.ROOT)));
    }
    return tokens;
  }

  private @Nullable TlsSpec tls(Settings tls) {
    Problems problems = tls.context().problems();
    int before = problems.raisedErrors();
    if (!tls.has("cert-file")) {
      tls.error("cert-file", "must be set", "the PEM chain of the certificate that is shown");
    }
    TlsReader reader = new TlsReader(files);
    Path cert = reader.file(tls, "cert-file", true, !tls.has("key-file"));
    Path key = reader.file(tls, "key-file", true, true);
    Secret password = new Secrets(files).read(tls, "key-password", true);
    if (cert == null || problems.raisedErrors() > before) {
      return null;
    }
    TlsSpec spec =
        new TlsSpec(null, TlsSpec.Verify.NONE, null, cert, key, password, List.of(), "TLSv1.2");
    if (files.look()) {
      files.problems(spec).forEach(problem -> TlsReader.tell(tls, problem));
    }
    return spec;
  }
}
