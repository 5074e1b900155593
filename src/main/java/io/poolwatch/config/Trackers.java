package io.poolwatch.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.poolwatch.config.Settings.Setting;
import io.poolwatch.model.ServerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The servers that track others instead of being checked: who tracks whom, and whether that leads
 * to a server that is checked.
 */
final class Trackers {
  /** The key of a server that names the one that it tracks. */
  static final String KEY = "track";

  /** What a server that tracks another can't have itself. */
  private static final List<String> EXCLUDED = List.of("check", "checks", AgentReader.NAME);

  private final Map<ServerId, Tracked> tracked = new LinkedHashMap<>();

  /** A server that is tracked, and where that is written. */
  private record Tracked(ServerId target, Settings server, Setting setting) {}

  /**
   * The server that another one tracks; null if it tracks none, or if its name can't be read.
   *
   * @param server the settings of the one that tracks
   * @param written the same as it was written
   */
  @Nullable ServerId read(ServerId id, Settings server, Setting written) {
    Setting setting = server.find(KEY);
    if (setting == null || !(written.value() instanceof ConfigObject object)) {
      return null;
    }
    ServerId target = server.get(KEY, new TargetType(id.pool()));
    for (String key : EXCLUDED) {
      ConfigValue own = object.get(key);
      if (own instanceof ConfigObject) {
        server.error(
            new Setting(Text.child(written.path(), key), own),
            "a server that tracks another has no " + key + " of its own",
            "leave out one of them; what its pool says of " + key + " is no matter to it");
      }
    }
    if (target != null) {
      tracked.put(id, new Tracked(target, server, setting));
    }
    return target;
  }

  /**
   * To be called after all servers: tells who tracks a server that is not there, or in the end
   * itself.
   *
   * @param all the servers that there are, those included that can't be read
   */
  void refuseBadTargets(Set<ServerId> all) {
    tracked.forEach(
        (tracker, entry) -> {
          if (!all.contains(entry.target())) {
            tell(
                entry,
                "there is no server " + Text.shortQuote(entry.target().toString()),
                nearest(entry.target(), all));
          } else {
            loop(tracker)
                .ifPresent(
                    chain ->
                        tell(
                            entry,
                            "tracks itself in the end: " + chain,
                            "one of them must be checked"));
          }
        });
  }

  private static void tell(Tracked entry, String message, String hint) {
    entry.server().error(entry.setting(), message, hint);
  }

  private static String nearest(ServerId target, Collection<ServerId> all) {
    return Suggestions.nearest(
            target.toString(), all.stream().map(ServerId::toString).sorted().toList())
        .map(name -> "did you mean " + name + "?")
        .orElse("a server of another pool is named POOL/SERVER");
  }

  /** The way from a server back to itself; empty if there is none. */
  private Optional<String> loop(ServerId from) {
    Map<ServerId, String> seen = new HashMap<>();
    List<String> chain = new ArrayList<>(List.of(from.toString()));
    for (Tracked next = tracked.get(from); next != null; next = tracked.get(next.target())) {
      chain.add(next.target().toString());
      if (next.target().equals(from)) {
        return Optional.of(String.join(" → ", chain));
      }
      if (seen.put(next.target(), "") != null) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** {@code pool/server}, or a server of the same pool by its name alone. */
  private record TargetType(String pool) implements SettingType<ServerId> {
    @Override
    public ServerId read(ConfigValue value) throws InvalidSetting {
      String text = Types.scalar(value).strip();
      int slash = text.indexOf('/');
      ServerId id =
          slash < 0
              ? new ServerId(pool, text)
              : new ServerId(text.substring(0, slash), text.substring(slash + 1));
      Optional<String> trouble = Names.trouble(id.pool()).or(() -> Names.trouble(id.server()));
      if (trouble.isPresent()) {
        throw new InvalidSetting(trouble.get(), "POOL/SERVER, or SERVER of the same pool");
      }
      return id;
    }

    @Override
    public String show(ServerId value) {
      return Text.quote(value.toString());
    }
  }
}
