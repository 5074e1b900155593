package io.poolwatch.importer;

import io.poolwatch.config.ConfigLoader;
import io.poolwatch.config.ConfigProblem;
import io.poolwatch.config.LoadOptions;
import io.poolwatch.config.LoadResult;
import io.poolwatch.importer.HoconWriter.Origin;
import io.poolwatch.importer.HoconWriter.Written;
import io.poolwatch.importer.Tracking.Members;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes a configuration of Poolwatch of a HAProxy configuration. Never throws for what the file
 * holds, and what comes of it is always a configuration that can be read.
 *
 * <p>Blocking: reads the file, but none that it names. Safe for any thread.
 */
public final class HaproxyImporter {
  /** What Poolwatch refuses is taken out, as often as that brings more to light. */
  private static final int MOST_ROUNDS = 20;

  private final String name;
  private final Losses losses;

  private HaproxyImporter(String name) {
    this.name = name;
    this.losses = new Losses(name);
  }

  /**
   * Imports a file.
   *
   * @param environment the variables that it may refer to
   */
  public static ImportResult read(Path file, Map<String, String> environment) {
    String text;
    try {
      text = text(file);
    } catch (IOException e) {
      return new ImportResult.Nothing(String.valueOf(e.getMessage()), List.of());
    }
    return read(file, text, environment);
  }

  /**
   * Imports a text.
   *
   * @param file the name under which it is known
   * @param text in which a character stands for a byte
   */
  static ImportResult read(Path file, String text, Map<String, String> environment) {
    return new HaproxyImporter(file.toString()).imported(file, text, new Environment(environment));
  }

  private static String text(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("is a directory, not a file");
    }
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException("may not be read by this user", e);
    } catch (IOException e) {
      throw new IOException("can't be read: " + e.getMessage(), e);
    }
  }

  private ImportResult imported(Path file, String text, Environment environment) {
    List<Statement> statements = Reader.statements(text, name, environment, losses);
    HaproxyFile read = Sections.of(statements, losses);
    ServerReader servers = new ServerReader(read, losses);
    List<Members> known = new ArrayList<>();
    for (Proxy proxy : read.proxies()) {
      known.add(new Members(proxy, servers.servers(proxy)));
    }
    List<Pool> pools = new ArrayList<>();
    List<Proxy> checked = new ArrayList<>();
    for (Members section : Tracking.followable(known, losses)) {
      pools.add(Shared.pool(section.proxy(), section.servers()));
      checked.add(section.proxy());
    }
    if (pools.isEmpty()) {
      return nothing();
    }
    read.globals().tellLost(losses);
    ProcessReader process = new ProcessReader(read.globals(), losses);
    Settings ofProcess = process.settings(checked);
    servers.families().put(ofProcess, losses);
    return sound(file, Shared.output(ofProcess, process.ofAllServers(), pools));
  }

  private ImportResult nothing() {
    return new ImportResult.Nothing(
        "no server is checked: there is nothing to import", losses.all());
  }

  /** Takes out what Poolwatch refuses, so that the rest can be used. */
  private ImportResult sound(Path file, Output output) {
    Output rest = output;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Written written = HoconWriter.write(rest, name);
      LoadResult result = ConfigLoader.load(file, written.text(), LoadOptions.ofText());
      if (!(result instanceof LoadResult.Rejected rejected)) {
        return new ImportResult.Imported(written.text(), losses.all());
      }
      Pruning pruning = new Pruning(losses);
      for (ConfigProblem problem : rejected.problems()) {
        Origin origin = written.origins().get(problem.line());
        pruning.refused(origin, problem.message());
      }
      rest = pruning.of(rest);
      if (rest.pools().isEmpty()) {
        return nothing();
      }
    }
    return nothing();
  }
}
