package io.poolwatch.config;

import io.poolwatch.model.TlsFileCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration is read with besides its file.
 *
 * @param sets settings that win over the file, each {@code path=value}; secrets are refused
 * @param files whether the files that the configuration names are looked at; without it, secrets in
 *     files stay unread, so that the result is good for validation only
 * @param tls looks into the files of TLS; not asked if {@code files} is false
 * @param environment what substitutions may refer to besides the file
 * @param hostName the node's name where none is configured
 * @param allowExec the directory whose programs checks may run; null for none
 */
public record LoadOptions(
    List<String> sets,
    boolean files,
    TlsFileCheck tls,
    Map<String, String> environment,
    String hostName,
    @Nullable Path allowExec) {

  public LoadOptions {
    sets = List.copyOf(sets);
    environment = Map.copyOf(environment);
  }

  /** The same without leave to run programs. */
  public LoadOptions(
      List<String> sets,
      boolean files,
      TlsFileCheck tls,
      Map<String, String> environment,
      String hostName) {
    this(sets, files, tls, environment, hostName, null);
  }

  /** Reads as the service does: files are looked at, the environment is the process's. */
  public static LoadOptions of(List<String> sets, TlsFileCheck tls, String hostName) {
    return new LoadOptions(sets, true, tls, System.getenv(), hostName);
  }

  /** Reads a text for what it says alone: no file is looked at, nothing comes from outside. */
  public static LoadOptions ofText() {
    return new LoadOptions(List.of(), false, TlsFileCheck.NONE, Map.of(), "localhost");
  }

  /** The same without a look at the files that the configuration names. */
  public LoadOptions withoutFiles() {
    return new LoadOptions(sets, false, TlsFileCheck.NONE, environment, hostName, allowExec);
  }

  /** The same with more settings that win over the file, and over those that are there. */
  public LoadOptions with(List<String> more) {
    List<String> all = new ArrayList<>(sets);
    all.addAll(more);
    return new LoadOptions(all, files, tls, environment, hostName, allowExec);
  }

  /** The settings as lines that win at the end of a file; good once it was read with them. */
  public List<String> lines() {
    return Overrides.lines(sets);
  }

  /** The same with leave to run the programs of a directory; null for none. */
  public LoadOptions allowingExec(@Nullable Path directory) {
    return new LoadOptions(sets, files, tls, environment, hostName, directory);
  }
}
