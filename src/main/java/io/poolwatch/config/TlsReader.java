package io.poolwatch.config;

import io.poolwatch.config.ConfigFiles.NamedFile;
import io.poolwatch.model.Secret;
import io.poolwatch.model.TlsFileCheck;
import io.poolwatch.model.TlsSpec.Verify;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads how to speak TLS, and looks at the files that this takes. */
final class TlsReader {
  /** Its keys. */
  static final Block KEYS =
      Block.of(
          "enabled",
          "server-name",
          "verify",
          "ca-file",
          "cert-file",
          "key-file",
          "key-password",
          "key-password-file",
          "alpn",
          "min-version");

  private static final String OLDEST = "TLSv1.2";

  private static final SettingType<String> VERSION =
      Types.oneOf(Map.of(OLDEST, OLDEST, "TLSv1.3", "TLSv1.3"));
  private static final SettingType<Verify> VERIFY = Types.word(Verify.class);

  private final ConfigFiles files;

  TlsReader(ConfigFiles files) {
    this.files = files;
  }

  /** Only looks for values that can't be, as TLS is not used; no file is touched. */
  void validate(Settings tls) {
    values(tls.silently(), false);
  }

  /** Reads the settings of TLS that is used. */
  TlsSettings read(Settings tls) {
    int before = tls.context().problems().raisedErrors();
    TlsSettings settings = values(tls, true);
    boolean sound = tls.context().problems().raisedErrors() == before;
    if (sound && files.look()) {
      files.problems(settings).forEach(problem -> tell(tls, problem));
    }
    return settings;
  }

  private TlsSettings values(Settings tls, boolean used) {
    Facts facts = tls.context().facts();
    String name = tls.get("server-name", Addresses.NAME_ONLY);
    Verify verify = tls.get("verify", VERIFY, Verify.REQUIRED);
    Path ca = file(tls, "ca-file", used, false);
    if (ca == null) {
      facts.addDefault(tls.keyOf("ca-file"), "none", "the JDK's trust store");
    }
    Path cert = file(tls, "cert-file", used, false);
    Path key = file(tls, "key-file", used, true);
    together(tls, "cert-file", "key-file");
    together(tls, "key-file", "cert-file");
    Secret password = new Secrets(files).read(tls, "key-password", used);
    if (password != null && !tls.has("key-file")) {
      tls.error("key-password", "there is no key-file that it could belong to", "");
    }
    return new TlsSettings(
        name,
        verify,
        ca,
        cert,
        key,
        password,
        tls.get("alpn", Types.texts(), List.of()),
        tls.get("min-version", VERSION, OLDEST));
  }

  /**
   * The file that a setting names; null if none, or wrong.
   *
   * @param used whether it is needed, so that it is looked at
   * @param confidential whether nobody else may read it
   */
  @Nullable Path file(Settings tls, String name, boolean used, boolean confidential) {
    NamedFile file = tls.get(name, files.type);
    if (file == null) {
      return null;
    }
    if (used && files.look()) {
      Optional<String> trouble = files.trouble(file);
      if (trouble.isPresent()) {
        tls.error(name, trouble.get(), "names are relative to the configuration file");
      } else {
        tls.context().facts().hide(tls.keyOf(name), files.digest(file));
      }
      if (confidential && files.readableByOthers(file)) {
        tls.warning(name, "every user may read " + file.path(), "chmod o-r");
      }
    }
    return file.path();
  }

  private static void together(Settings tls, String name, String other) {
    if (tls.has(name) && !tls.has(other)) {
      tls.error(name, "a " + name + " needs a " + other, "one PEM file may be named as both");
    }
  }

  /** Tells what is wrong inside a file. */
  static void tell(Settings tls, TlsFileCheck.Problem problem) {
    String name =
        switch (problem.setting()) {
          case CA_FILE -> "ca-file";
          case CERT_FILE -> "cert-file";
          case KEY_FILE -> "key-file";
          case KEY_PASSWORD -> tls.has("key-password-file") ? "key-password-file" : "key-password";
        };
    if (problem.warning()) {
      tls.warning(name, problem.message(), problem.hint());
    } else {
      tls.error(name, problem.message(), problem.hint());
    }
  }
}
