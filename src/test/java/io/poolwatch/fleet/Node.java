package io.poolwatch.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.load.RunningPoolwatch;
import io.poolwatch.load.RunningPoolwatch.Told;
import io.poolwatch.testkit.Daemons;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.StatsSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One node of a fleet over all its lives: it may end and be started again. */
final class Node implements AutoCloseable {
  /** Keeps a JVM small: many of them share the machine. */
  private static final String[] SMALL = {"-Xmx256m", "-XX:CICompilerCount=2"};

  /**
   * What a node tells of its fleet.
   *
   * @param members how often each name is among the members
   * @param unheard the names of the members that it does not hear
   * @param quorate whether its side speaks for the fleet
   */
  record View(Map<String, Integer> members, Set<String> unheard, boolean quorate) {}

  /**
   * A verdict that was told.
   *
   * @param node who told it
   * @param server of which server
   * @param from what it was told to be before
   * @param to what it is
   * @param nanos when
   */
  record Change(String node, String server, String from, String to, long nanos) {}

  private final String name;
  private final Path directory;
  private final Path config;
  private final List<RunningPoolwatch> lives = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private Map<String, String> environment = Map.of();

  Node(String name, Path directory, Path config) {
    this.name = name;
    this.directory = directory;
    this.config = config;
    options.add("-Djdk.net.hosts.file=" + directory.resolve("hosts"));
    options.addAll(List.of(SMALL));
  }

  String name() {
    return name;
  }

  /**
   * Has its clock go wrong whenever it is started from now on; skips the test if Debian's {@code
   * faketime} is not installed.
   *
   * @param offset as faketime(1) takes it, {@code +0.4s}
   */
  void clock(String offset) {
    Daemons.need("faketime");
    Path library =
        Stream.of("x86_64", "aarch64")
            .map(machine -> Path.of("/usr/lib", machine + "-linux-gnu", "faketime"))
            .map(directory -> directory.resolve("libfaketime.so.1"))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(() -> new AssertionError("faketime without its library"));
    // The wall clock alone: the "fix" has a JVM's timed waits return at once.
    environment =
        Map.of(
            "LD_PRELOAD",
            library.toString(),
            "FAKETIME",
            offset,
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1",
            "FAKETIME_FORCE_MONOTONIC_FIX",
            "0");
  }

  /** Has its JVM started with one more option from now on. */
  void option(String option) {
    options.add(option);
  }

  /** Starts it, again if need be. */
  void start() {
    Path errors = directory.resolve("errors" + lives.size());
    lives.add(RunningPoolwatch.start(config, errors, environment, options.toArray(String[]::new)));
  }

  /** The process that runs, or ran last. */
  RunningPoolwatch life() {
    return lives.get(lives.size() - 1);
  }

  /** What it has said on stderr in its present life. */
  List<String> errors() {
    try {
      return Files.readAllLines(directory.resolve("errors" + (lives.size() - 1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where its dashboard is in its present life, if it has one. */
  URI dashboard() {
    JsonNode ports = life().events("node-started").get(0).json().path("ports");
    return URI.create(ports.path("api").asText() + "/");
  }

  /** Where it takes runtime commands. */
  StatsSocket socket() {
    return new StatsSocket(directory.resolve("api.sock"));
  }

  /** What {@code poolwatch status} says of it. */
  JsonNode status() {
    Path socket = directory.resolve("control.sock");
    try (Program program = Program.start("status", "--json", "--socket", socket.toString())) {
      assertThat(program.exitCode()).as(name).isEqualTo(0);
      return Program.json(String.join("\n", program.output()));
    }
  }

  /** How it sees its fleet in its present life. */
  View view() {
    Map<String, Integer> members = new TreeMap<>();
    Set<String> unheard = new HashSet<>();
    boolean quorate = false;
    for (Told event : life().events()) {
      switch (event.name()) {
        case "fleet-joined" -> {
          members.clear();
          unheard.clear();
          names(event).forEach(node -> members.merge(node, 1, Integer::sum));
        }
        case "fleet-lost" -> {
          members.clear();
          unheard.clear();
        }
        case "node-joined" -> names(event).forEach(node -> members.merge(node, 1, Integer::sum));
        case "node-removed" -> {
          for (String node : names(event)) {
            members.merge(node, -1, Integer::sum);
            unheard.remove(node);
          }
          members.values().removeIf(count -> count == 0);
        }
        case "node-unreachable" -> unheard.addAll(names(event));
        case "node-reachable" -> unheard.removeAll(names(event));
        case "quorate-changed" -> quorate = event.json().path("quorate").asBoolean();
        default -> {
          // Not about who is there.
        }
      }
    }
    return new View(members, unheard, quorate);
  }

  private static List<String> names(Told event) {
    List<String> names = new ArrayList<>();
    for (JsonNode node : event.json().path("nodes")) {
      names.add(node.asText().split("@", 2)[0]);
    }
    return names;
  }

  /** What it has told of servers in all its lives, in order. */
  List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    for (RunningPoolwatch each : lives) {
      for (Told event : each.events("server-transition")) {
        JsonNode json = event.json();
        changes.add(
            new Change(
                name,
                json.path("server").asText(),
                json.path("from").asText(),
                json.path("to").asText(),
                event.nanos()));
      }
    }
    return changes;
  }

  /** The events of these names that it has told since then, in its present life. */
  List<Told> since(long nanos, String... names) {
    return life().events(names).stream().filter(told -> told.nanos() - nanos >= 0).toList();
  }

  /** All that it has told since then, in its present life. */
  List<Told> allSince(long nanos) {
    return life().events().stream().filter(told -> told.nanos() - nanos >= 0).toList();
  }

  /** What it tells of each server now. */
  Map<String, String> verdicts() {
    Map<String, String> verdicts = new HashMap<>();
    for (Told event : life().events("server-transition")) {
      verdicts.put(event.json().path("server").asText(), event.json().path("to").asText());
    }
    return verdicts;
  }

  @Override
  public void close() {
    lives.forEach(RunningPoolwatch::close);
  }
}
