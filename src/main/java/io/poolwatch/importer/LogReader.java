package io.poolwatch.importer;

import io.poolwatch.importer.Setting.Element;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes syslog targets of {@code log} statements.
 *
 * <p>Source: HAProxy, configuration manual, {@code log}.
 */
final class LogReader {
  private static final int PORT = 514;
  private static final Set<String> OLD_FORMATS = Set.of("", "local", "rfc3164");

  private final Losses losses;
  private final Map<String, Element> targets = new LinkedHashMap<>();

  LogReader(Losses losses) {
    this.losses = losses;
  }

  /**
   * The targets of all sections with checked servers, each once.
   *
   * @param globals those that {@code log global} stands for
   */
  List<Element> targets(Globals globals, List<Proxy> proxies) {
    for (Proxy proxy : proxies) {
      for (Statement log : proxy.settings().logs()) {
        if (log.word(1).equals("global")) {
          globals.logs().forEach(this::add);
        } else {
          add(log);
        }
      }
    }
    return List.copyOf(targets.values());
  }

  private void add(Statement log) {
    List<String> words = new ArrayList<>(log.from(2));
    String format = "";
    while (words.size() > 1 && Set.of("len", "format", "sample").contains(words.get(0))) {
      format = words.get(0).equals("format") ? words.get(1) : format;
      words.subList(0, 2).clear();
    }
    String address = address(Endpoint.of(log.word(1)));
    if (address == null) {
      losses.add(log.line(), "log " + log.word(1), "no target of ours: events are on stdout");
      return;
    }
    if (!OLD_FORMATS.contains(format)) {
      losses.add(log.line(), "log format " + format, "HAProxy's lines are told as by RFC 3164");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("address", Hocon.quoted(address));
    if (!words.isEmpty()) {
      fields.put("facility", Hocon.text(words.get(0)));
    }
    if (words.size() > 1) {
      fields.put("level", Hocon.text(words.get(1)));
    }
    fields.put("format", "haproxy");
    String target = Hocon.object(fields);
    targets.putIfAbsent(target, new Element(target, log.line()));
  }

  private static @Nullable String address(Endpoint target) {
    return switch (target.kind()) {
      case UNIX -> target.host();
      case TCP, UDP -> {
        boolean somewhere = target.port().isPresent() || target.host().matches(".*[.:].*");
        yield target.host().isEmpty() || !somewhere ? null : target.at(target.port().orElse(PORT));
      }
      case OTHER -> null;
    };
  }
}
