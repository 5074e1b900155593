package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.poolwatch.api.Guard.Access;
import io.poolwatch.cluster.FleetView;
import io.poolwatch.cluster.Load;
import io.poolwatch.control.StatusReport;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.metrics.Metrics;
import io.poolwatch.model.Level;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The OpenAPI file says what the routes do, and so does the documentation. */
final class OpenApiTest {
  private static JsonNode file;

  /** What stands for itself in a schema: the fields that each of these records is written as. */
  private static final Map<String, Class<?>> RECORDS =
      Map.ofEntries(
          Map.entry("Problem", Views.Problem.class),
          Map.entry("Counts", Counts.class),
          Map.entry("PoolRow", Views.PoolRow.class),
          Map.entry("ServerRow", Views.ServerRow.class),
          Map.entry("Vote", Views.VoteRow.class),
          Map.entry("Recent", Views.Recent.class),
          Map.entry("Wanted", Views.Wanted.class),
          Map.entry("Check", Views.CheckRow.class),
          Map.entry("Evidence", Views.EvidenceRow.class),
          Map.entry("ResultRow", Views.ResultRow.class),
          Map.entry("Node", StatusReport.NodeLine.class),
          Map.entry("Events", Views.Events.class),
          Map.entry("Wish", ChangeRoutes.Wish.class),
          Map.entry("AdminSet", Views.AdminSet.class),
          Map.entry("Probed", Views.Probed.class));

  /** Those that begin with what every page begins with. */
  private static final Map<String, Class<?>> PAGES =
      Map.of("Pools", Views.Pools.class, "Nodes", Views.Nodes.class);

  @BeforeAll
  static void read() throws IOException {
    try (InputStream stream = OpenApiTest.class.getResourceAsStream("/api/openapi.json")) {
      file = new ObjectMapper().readTree(stream);
    }
  }

  /** All routes but the dashboard's files; nothing runs their streams. */
  private static List<Route> routes() {
    HistoryBook histories = new HistoryBook(InstantSource.system(), true);
    EventStreams streams =
        new EventStreams(
            new Timeline(), new EventId("n", 1, 0), 1, new RecordingEventLog(Level.INFO));
    try (EventFeed feed = EventFeed.start("n", histories, streams)) {
      FakeService service = new FakeService(FleetView.alone("n", 1, Load.NONE));
      Moment moment =
          new Moment(service, histories, feed, 1, true, InstantSource.system(), System::nanoTime);
      Explanations explanations = new Explanations(service, Runnable::run, System::nanoTime);
      PoolRoutes pools = new PoolRoutes(moment, "0", explanations);
      return Api.routes(
              pools,
              moment,
              streams,
              new Guard(ApiSpecs.at("127.0.0.1")),
              new RecordingEventLog(Level.INFO),
              new ChangeRoutes.Threads(Runnable::run, Runnable::run),
              new PageRoutes(service, new Metrics("0", 1, 1)))
          .stream()
          .filter(route -> !route.path().equals("/") && !isFile(route.path()))
          .toList();
    }
  }

  private static boolean isFile(String path) {
    for (String name : WebFiles.names()) {
      if (path.equals("/" + name)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void itHasEveryRouteAndNoOther() {
    Set<String> said = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : file.path("paths").properties()) {
      path.getValue()
          .fieldNames()
          .forEachRemaining(
              method -> said.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }

    assertThat(routes().stream().map(route -> route.method() + " " + route.path()))
        .containsExactlyInAnyOrderElementsOf(said);
  }

  @Test
  void parametersAndTokensAreThoseOfTheRoutes() {
    for (Route route : routes()) {
      JsonNode operation = operation(route);
      Map<String, Set<String>> parameters = new TreeMap<>();
      operation
          .path("parameters")
          .forEach(
              each ->
                  parameters
                      .computeIfAbsent(each.path("in").asText(), in -> new TreeSet<>())
                      .add(each.path("name").asText()));

      assertThat(parameters.getOrDefault("query", Set.of()))
          .as(route.path())
          .containsExactlyInAnyOrderElementsOf(route.parameters());
      assertThat(parameters.getOrDefault("path", Set.of()))
          .as(route.path())
          .containsExactlyInAnyOrderElementsOf(names(route.path()));
      assertThat(operation.path("security").toString())
          .as(route.path())
          .isEqualTo(security(route.access()));
      assertThat(operation.path("responses").has("421")).as(route.path()).isTrue();
      assertThat(operation.path("responses").has("401"))
          .as(route.path())
          .isEqualTo(route.access() != Access.OPEN);
    }
  }

  private static JsonNode operation(Route route) {
    return file.path("paths").path(route.path()).path(route.method().toLowerCase(Locale.ROOT));
  }

  private static List<String> names(String path) {
    return Stream.of(path.split("/", -1))
        .filter(segment -> segment.startsWith("{"))
        .map(segment -> segment.substring(1, segment.length() - 1))
        .toList();
  }

  private static String security(Access access) {
    return switch (access) {
      case OPEN -> "[]";
      case READ -> "[{},{\"token\":[\"read\"]}]";
      case OPERATE -> "[{\"token\":[\"operate\"]}]";
    };
  }

  @Test
  void schemasHaveTheFieldsThatAreWritten() {
    RECORDS.forEach(
        (name, type) -> assertThat(properties(name)).as(name).isEqualTo(components(type)));
    PAGES.forEach(
        (name, type) -> {
          Set<String> all = components(type);
          all.addAll(components(Views.Head.class));
          assertThat(properties(name)).as(name).isEqualTo(all);
        });
  }

  private static Set<String> properties(String schema) {
    Set<String> names = new TreeSet<>();
    JsonNode found = file.path("components").path("schemas").path(schema);
    found.path("properties").fieldNames().forEachRemaining(names::add);
    List<String> required = new ArrayList<>();
    found.path("required").forEach(each -> required.add(each.asText()));
    assertThat(names).as(schema).containsAll(required);
    return names;
  }

  private static Set<String> components(Class<?> type) {
    Set<String> names =
        Stream.of(type.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    JsonPropertyOrder order = type.getAnnotation(JsonPropertyOrder.class);
    if (order != null) {
      assertThat(order.value()).as(type.getSimpleName()).containsExactlyInAnyOrderElementsOf(names);
    }
    return names;
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<JsonNode> references = file.findValues("$ref");

    assertThat(references)
        .hasSizeGreaterThan(30)
        .allSatisfy(
            each -> assertThat(file.at(each.asText().substring(1)).isMissingNode()).isFalse());
  }

  @Test
  void theDocumentationHasAnExampleOfEachCall() throws IOException {
    String page = Files.readString(Path.of(System.getProperty("basedir", ""), "docs", "api.md"));

    assertThat(routes())
        .hasSizeGreaterThan(10)
        .allSatisfy(
            route ->
                assertThat(page).containsAnyOf("`" + route.method() + " " + route.path() + "`"));
  }
}
