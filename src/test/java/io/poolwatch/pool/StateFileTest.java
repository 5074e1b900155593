package io.poolwatch.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.Level;
import io.poolwatch.model.ServerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Admin states on the disk. */
final class StateFileTest {
  private static final AdminRegister DRAINED = drained(AdminState.MAINT);

  @TempDir private Path temp;
  private final RecordingEventLog log = new RecordingEventLog();

  private static AdminRegister drained(AdminState over) {
    return new AdminRegister(
        new ServerId("web", "web1"),
        3,
        "n2",
        AdminState.DRAIN,
        over,
        "new kernel",
        "ada",
        1_700_000_000_000L,
        List.of("2/n1"));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      return files.toList();
    }
  }

  @Test
  void whatIsKeptIsReadAgainByItsOwnerAlone() throws IOException {
    StateFile.in(temp).write(List.of(DRAINED)).join();
    assertThat(StateFile.in(temp).read(log)).containsExactly(DRAINED);
    assertThat(files()).as("nothing is left aside").hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().get(0))))
        .isEqualTo("rw-------");
    assertThat(log.events()).isEmpty();
  }

  /** Older files do not tell what the configuration said: then it said what it says by default. */
  @ParameterizedTest
  @CsvSource({"'', READY", "'\"over\": \"MAINT\", ', MAINT"})
  void theFormOnTheDiskIsPinned(String over, AdminState read) throws IOException {
    Files.writeString(
        temp.resolve("state.json"),
        """
        {"version": 1, "admin": [{"pool": "web", "server": "web1", "state": "DRAIN", %s\
        "reason": "new kernel", "author": "ada", "atMillis": 1700000000000, "counter": 3,
        "node": "n2", "after": ["2/n1"]}]}\
        """
            .formatted(over));
    assertThat(StateFile.in(temp).read(log)).singleElement().isEqualTo(drained(read));
    assertThat(log.events()).isEmpty();
  }

  @Test
  void whatIsWrittenIsThatForm() throws IOException {
    StateFile.in(temp).write(List.of(DRAINED)).join();
    assertThat(Files.readString(temp.resolve("state.json")).replaceAll("\\s+", ""))
        .isEqualTo(
            """
            {"version":1,"admin":[{"pool":"web","server":"web1","state":"DRAIN","over":"MAINT",\
            "reason":"newkernel","author":"ada","atMillis":1700000000000,"counter":3,\
            "node":"n2","after":["2/n1"]}]}\
            """);
  }

  @Test
  void withoutAFileNothingIsWanted() throws IOException {
    assertThat(StateFile.in(temp.resolve("new")).read(log)).isEmpty();
    assertThat(log.events()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{\"version\": 2, \"admin\": []}",
        "{\"version\": 1}",
        "{\"version\": 1, \"admin\": [{}]}",
        "{\"version\": 1, \"admin\": [null]}",
        "{\"version\": 1, \"admin\": [{\"after\": []}]}"
      })
  void whatCannotBeReadIsSetAsideWithAnError(String text) throws IOException {
    Files.writeString(temp.resolve("state.json"), text);
    assertThat(StateFile.in(temp).read(log)).isEmpty();

    assertThat(files())
        .singleElement()
        .satisfies(
            file -> assertThat(file.getFileName().toString()).startsWith("state.json.unreadable-"))
        .satisfies(file -> assertThat(Files.readString(file)).isEqualTo(text));
    assertThat(log.events(EventName.STATE_UNREADABLE))
        .extracting(Event::level)
        .containsExactly(Level.ERROR);
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    assertThatThrownBy(() -> StateFile.in(file.resolve("below")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("node.state-dir")
        .hasMessageContaining("below");
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNamed() throws IOException {
    Path directory =
        Files.createDirectory(
            temp.resolve("kept"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
    assumeFalse(Files.isWritable(directory), "root writes everywhere");

    assertThatThrownBy(() -> StateFile.in(directory))
        .isInstanceOf(IOException.class)
        .hasMessage("node.state-dir " + directory + " is not writable");
  }
}
