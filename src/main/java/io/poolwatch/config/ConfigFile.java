package io.poolwatch.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One file of a configuration: its text and the tree that the text stands for, substitutions still
 * open.
 */
final class ConfigFile {
  private final Path path;
  private final String text;

  private ConfigFile(Path path, String text) {
    this.path = path;
    this.text = text;
  }

  /**
   * Reads a file.
   *
   * @throws IOException with a message made for users if that is not possible
   */
  static ConfigFile read(Path path) throws IOException {
    return new ConfigFile(path, text(path));
  }

  /** A text that is known under the name of a file. */
  static ConfigFile of(Path path, String text) {
    return new ConfigFile(path, text);
  }

  private static String text(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException("is a directory, not a file");
    }
    try {
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException("may not be read by this user", e);
    } catch (CharacterCodingException e) {
      throw new IOException("is not UTF-8 text", e);
    } catch (IOException e) {
      throw new IOException("can't be read: " + e.getMessage(), e);
    }
  }

  /** The name under which the file is shown. */
  String name() {
    return path.toString();
  }

  Path path() {
    return path;
  }

  /**
   * Parses the text, and all that it includes.
   *
   * @throws ConfigException at the first syntax error
   * @throws Unreadable if something can't be included
   */
  ConfigObject parse(PlainIncluder includer) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setOriginDescription(name()).setIncluder(includer);
    return ConfigFactory.parseString(text, options).root();
  }

  /** The line of the first include that names this, from 1; 0 if none is found. */
  int lineOfInclude(String name) {
    List<String> lines = text.lines().toList();
    return IntStream.range(0, lines.size())
        .filter(i -> includes(lines.get(i), name))
        .map(i -> i + 1)
        .findFirst()
        .orElse(0);
  }

  private static boolean includes(String line, String name) {
    String start = line.strip();
    return line.contains("include")
        && line.contains('"' + name + '"')
        && !start.startsWith("#")
        && !start.startsWith("//");
  }
}
