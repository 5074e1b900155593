package io.poolwatch.importer;

import io.poolwatch.importer.Keyword.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts statements into sections, and follows what a section takes from which {@code defaults}.
 *
 * <p>Source: HAProxy, configuration manual, "Proxies".
 */
final class Sections {
  private static final Set<String> BEGINNINGS =
      Set.of(
          "global",
          "defaults",
          "frontend",
          "backend",
          "listen",
          "healthcheck",
          "mailers",
          "acme",
          "cache",
          "crt-store",
          "dynamic-update",
          "fcgi-app",
          "http-errors",
          "log-forward",
          "log-profile",
          "peers",
          "program",
          "resolvers",
          "ring",
          "traces",
          "userlist");

  private final Losses losses;
  private final Globals globals = new Globals();
  private final Map<String, SectionSettings> namedDefaults = new HashMap<>();
  private final Map<String, SectionSettings> healthChecks = new LinkedHashMap<>();
  private final Map<String, Proxy> proxies = new LinkedHashMap<>();
  private SectionSettings latestDefaults = new SectionSettings();

  private @Nullable Statement section;
  private SectionSettings settings = latestDefaults;
  private List<Proxy.ServerLine> servers = new ArrayList<>();
  private boolean disabled;

  private Sections(Losses losses) {
    this.losses = losses;
  }

  /** Whether a statement begins a section. */
  static boolean begins(Statement statement) {
    return BEGINNINGS.contains(statement.keyword());
  }

  /** The sections of a configuration. */
  static HaproxyFile of(List<Statement> statements, Losses losses) {
    Sections sections = new Sections(losses);
    for (Statement statement : statements) {
      if (begins(statement)) {
        sections.end();
        sections.begin(statement);
      } else {
        sections.take(statement);
      }
    }
    sections.end();
    return new HaproxyFile(
        sections.globals, List.copyOf(sections.proxies.values()), sections.healthChecks);
  }

  private void begin(Statement statement) {
    section = statement;
    servers = new ArrayList<>();
    disabled = false;
    settings = defaultsOf(statement).forNext();
    if (statement.keyword().equals("defaults")) {
      latestDefaults = settings;
      String name = statement.word(1);
      if (!name.isEmpty() && !name.equals("from")) {
        namedDefaults.put(name, settings);
      }
    } else if (statement.keyword().equals("mailers")) {
      Keyword mailers = Keywords.find(Place.GLOBAL, "mailers");
      if (mailers != null) {
        Keywords.lost(mailers, statement.line(), losses);
      }
    }
  }

  private SectionSettings defaultsOf(Statement statement) {
    boolean defaults = statement.keyword().equals("defaults");
    int from = statement.words().indexOf("from");
    if (from > 0 && from + 1 < statement.words().size()) {
      SectionSettings named = namedDefaults.get(statement.word(from + 1));
      if (named != null) {
        return named;
      }
      losses.add(
          statement.line(), "from", "no defaults section " + Bytes.shown(statement.word(from + 1)));
    }
    boolean plain = defaults || statement.keyword().equals("healthcheck");
    return plain ? new SectionSettings() : latestDefaults;
  }

  private void take(Statement statement) {
    if (section == null) {
      losses.add(statement.line(), statement.keyword(), "stands in no section");
      return;
    }
    switch (section.keyword()) {
      case "global" -> globals.take(statement);
      case "defaults", "healthcheck" -> settings.take(statement);
      case "backend", "listen" -> {
        if (statement.keyword().equals("server") || statement.keyword().equals("server-template")) {
          servers.add(new Proxy.ServerLine(statement, settings.serverDefaults()));
        } else if (statement.keyword().equals("disabled")) {
          disabled = true;
        } else if (statement.keyword().equals("enabled")) {
          disabled = false;
        } else {
          settings.take(statement);
        }
      }
      default -> {
        // No other section says anything of checks.
      }
    }
  }

  private void end() {
    if (section == null) {
      return;
    }
    String name = section.word(1);
    switch (section.keyword()) {
      case "backend", "listen" -> {
        if (disabled || servers.isEmpty()) {
          return;
        }
        if (proxies.containsKey(name)) {
          losses.add(section.line(), section.keyword(), "a second one of that name is left out");
        } else {
          proxies.put(name, new Proxy(name, section.line(), settings, servers));
        }
      }
      case "healthcheck" -> healthChecks.putIfAbsent(name, settings);
      default -> {
        // Kept where it was begun, or of no matter.
      }
    }
  }
}
