package io.poolwatch.config;

import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Includes plain files only, relative to the file that includes them. A missing file is an error,
 * other than the library would have it: a typing error must not empty a pool.
 */
final class PlainIncluder
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
  /** What can be included. */
  static final String PLAIN_FILES = "include takes the name of a plain file";

  private static final int DEEPEST = 50;

  private final ConfigFile file;
  private final List<Path> chain;
  private final List<String> files;

  private PlainIncluder(ConfigFile file, List<Path> chain, List<String> files) {
    this.file = file;
    this.chain = chain;
    this.files = files;
  }

  /**
   * The includer for the first file.
   *
   * @param files gets the names of all files in the order in which they are read
   */
  static PlainIncluder of(ConfigFile file, List<String> files) {
    files.add(file.name());
    return new PlainIncluder(file, List.of(file.path().toAbsolutePath().normalize()), files);
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    return includePlain(what);
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return includePlain(what.getPath());
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    throw refused(what.toExternalForm(), "url()");
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    throw refused(what, "classpath()");
  }

  private ConfigObject includePlain(String what) {
    Path path;
    try {
      path = file.path().resolveSibling(what);
    } catch (InvalidPathException e) {
      throw problem(what, Text.shortQuote(what) + " is no file name", "");
    }
    Path absolute = path.toAbsolutePath().normalize();
    if (chain.contains(absolute)) {
      throw problem(what, path + " includes itself", "take this include out");
    }
    if (chain.size() >= DEEPEST) {
      throw problem(what, "includes are nested more than " + DEEPEST + " deep", "");
    }
    ConfigFile included;
    try {
      included = ConfigFile.read(path);
    } catch (IOException e) {
      throw problem(what, path + ": " + e.getMessage(), hint(path));
    }
    if (!files.contains(included.name())) {
      files.add(included.name());
    }
    List<Path> longer = new ArrayList<>(chain);
    longer.add(absolute);
    return included.parse(new PlainIncluder(included, List.copyOf(longer), files));
  }

  private static String hint(Path path) {
    Path withEnding = path.resolveSibling(path.getFileName() + ".conf");
    return Files.isRegularFile(withEnding)
        ? "did you mean " + withEnding + "?"
        : "names are relative to the file that includes them";
  }

  private Unreadable refused(String what, String kind) {
    return problem(what, kind + " can't be included", PLAIN_FILES);
  }

  private Unreadable problem(String what, String message, String hint) {
    int line = file.lineOfInclude(what);
    return new Unreadable(new ConfigProblem(file.name(), line, "include", message, hint));
  }
}
