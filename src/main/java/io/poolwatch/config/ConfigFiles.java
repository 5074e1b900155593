package io.poolwatch.config;

import com.typesafe.config.ConfigValue;
import io.poolwatch.model.ClusterTls;
import io.poolwatch.model.TlsFileCheck;
import io.poolwatch.model.TlsSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that a configuration names, relative to the configuration's own directory. Each is
 * looked at once, and not at all if that is not wanted.
 */
final class ConfigFiles {
  /** The name of a file. */
  final SettingType<NamedFile> type = new FileType();

  private static final byte[] NOTHING = {};

  private final Path directory;
  private final boolean look;
  private final TlsFileCheck tls;
  private final AllowedPrograms programs;
  private final Map<Path, Content> contents = new HashMap<>();
  private final Map<TlsSpec, List<TlsFileCheck.Problem>> verdicts = new HashMap<>();

  /**
   * @param config the configuration file
   * @param options say whether and how files are looked at
   */
  ConfigFiles(Path config, LoadOptions options) {
    Path parent = config.toAbsolutePath().getParent();
    this.directory = parent == null ? config.toAbsolutePath() : parent;
    this.look = options.files();
    this.tls = options.tls();
    this.programs = new AllowedPrograms(options.allowExec(), look);
  }

  /**
   * A file as it was configured.
   *
   * @param written its name as it was written
   * @param path where that is
   */
  record NamedFile(String written, Path path) {}

  /**
   * What was found in a file.
   *
   * @param bytes its content; empty if it can't be read
   * @param trouble why not; empty if it was read
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Content(byte[] bytes, String trouble) {}

  /** The programs that checks may run. */
  AllowedPrograms programs() {
    return programs;
  }

  /** Whether files are looked at. */
  boolean look() {
    return look;
  }

  /** What is wrong with a file, if it can't be read. */
  Optional<String> trouble(NamedFile file) {
    String trouble = content(file).trouble();
    return trouble.isEmpty() ? Optional.empty() : Optional.of(trouble);
  }

  /** The file's text; empty if it can't be read. */
  String text(NamedFile file) {
    return new String(content(file).bytes(), StandardCharsets.UTF_8);
  }

  /** What stands for the file's content in a fingerprint. */
  String digest(NamedFile file) {
    return Digest.of(content(file).bytes());
  }

  /** Whether every user of the machine may read the file. */
  boolean readableByOthers(NamedFile file) {
    try {
      return Files.getPosixFilePermissions(file.path()).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      // No such file, told elsewhere, or a file system without permissions: nothing to say.
      return false;
    }
  }

  /** What is wrong inside the files of TLS settings; the name does not matter. */
  List<TlsFileCheck.Problem> problems(TlsSettings settings) {
    return verdicts.computeIfAbsent(settings.named(null), tls::problems);
  }

  /** The same of settings that need no name. */
  List<TlsFileCheck.Problem> problems(TlsSpec settings) {
    return verdicts.computeIfAbsent(settings, tls::problems);
  }

  /** What is wrong inside the files by which a node takes part in its fleet. */
  List<TlsFileCheck.Problem> problems(ClusterTls settings) {
    return tls.problems(settings);
  }

  private Content content(NamedFile file) {
    return contents.computeIfAbsent(file.path(), path -> read(path));
  }

  private static Content read(Path path) {
    if (!Files.exists(path)) {
      return new Content(NOTHING, "there is no such file: " + path);
    }
    if (!Files.isRegularFile(path)) {
      return new Content(NOTHING, path + " is not a file");
    }
    try {
      return new Content(Files.readAllBytes(path), "");
    } catch (AccessDeniedException e) {
      return new Content(NOTHING, path + " may not be read by this user");
    } catch (IOException e) {
      return new Content(NOTHING, path + " can't be read: " + e.getMessage());
    }
  }

  private final class FileType implements SettingType<NamedFile> {
    @Override
    public NamedFile read(ConfigValue value) throws InvalidSetting {
      String written = Types.scalar(value);
      if (written.isBlank()) {
        throw new InvalidSetting("must be the name of a file, not empty", "");
      }
      try {
        return new NamedFile(written, directory.resolve(written));
      } catch (InvalidPathException e) {
        throw new InvalidSetting(Text.shortQuote(written) + " is no file name", "");
      }
    }

    @Override
    public String show(NamedFile value) {
      return Text.quote(value.written());
    }
  }
}
