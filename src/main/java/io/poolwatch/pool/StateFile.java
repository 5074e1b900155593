package io.poolwatch.pool;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.ServiceEvents;
import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Where admin states outlive the process: one JSON file, written aside, synced and renamed, so that
 * it is always whole; readable by its owner alone. Written by a thread of its own, one state after
 * the other.
 */
public final class StateFile {
  private static final String NAME = "state.json";
  private static final String ACTOR = "/";
  private static final int VERSION = 1;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @JsonPropertyOrder({"version", "admin"})
  private record Content(int version, List<Entry> admin) {}

  @JsonPropertyOrder({"pool", "server", "state", "over", "reason", "author", "atMillis"})
  private record Entry(
      String pool,
      String server,
      AdminState state,
      @Nullable AdminState over,
      String reason,
      String author,
      long atMillis,
      long counter,
      String node,
      List<String> after) {

    static Entry of(AdminRegister register) {
      return new Entry(
          register.server().pool(),
          register.server().server(),
          register.state(),
          register.over(),
          register.reason(),
          register.author(),
          register.atMillis(),
          register.counter(),
          register.node(),
          register.after());
    }

    /**
     * Throws a {@code NullPointerException} that names what is missing; older files don't tell
     * {@code over}.
     */
    AdminRegister register() {
      return new AdminRegister(
          new ServerId(told(pool, "pool"), told(server, "server")),
          counter,
          told(node, "node"),
          told(state, "state"),
          over == null ? AdminState.READY : over,
          told(reason, "reason"),
          told(author, "author"),
          atMillis,
          told(after, "after"));
    }

    private static <T> T told(@Nullable T value, String name) {
      return Objects.requireNonNull(value, () -> "an entry without " + name);
    }
  }

  private final Path file;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "poolwatch-state");
            thread.setDaemon(true);
            return thread;
          });

  private StateFile(Path directory) {
    this.file = directory.resolve(NAME);
  }

  /**
   * The file of a directory, which is made if it is not there.
   *
   * @throws IOException if the directory can't be written; says so
   */
  public static StateFile in(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new IOException("node.state-dir " + directory + " can't be made: " + e.getMessage(), e);
    }
    if (!Files.isWritable(directory)) {
      throw new IOException("node.state-dir " + directory + " is not writable");
    }
    return new StateFile(directory);
  }

  /** What was kept; nothing if there is none, or if it can't be read: then it is set aside. */
  public Collection<AdminRegister> read(EventLog log) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      Content content = MAPPER.readValue(file.toFile(), Content.class);
      if (content == null || content.version() != VERSION || content.admin() == null) {
        return setAside("not a state file of version " + VERSION, log);
      }
      return content.admin().stream().map(Entry::register).toList();
    } catch (JacksonException e) {
      return setAside(e.getOriginalMessage(), log);
    } catch (IOException | NullPointerException e) {
      return setAside(String.valueOf(e.getMessage()), log);
    }
  }

  private List<AdminRegister> setAside(String problem, EventLog log) {
    Path aside = file.resolveSibling(NAME + ".unreadable-" + System.currentTimeMillis());
    try {
      Files.move(file, aside);
      log.emit(ServiceEvents.stateUnreadable(ACTOR, file, problem, aside));
    } catch (IOException e) {
      log.emit(ServiceEvents.stateUnreadable(ACTOR, file, problem + "; " + e.getMessage(), null));
    }
    return List.of();
  }

  /** Keeps these; done when they are on the disk. */
  public CompletableFuture<Void> write(Collection<AdminRegister> all) {
    List<Entry> entries = all.stream().map(Entry::of).toList();
    return CompletableFuture.runAsync(() -> replace(entries), writer);
  }

  private void replace(List<Entry> entries) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      Path next =
          Files.createTempFile(
              directory,
              NAME,
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        ByteBuffer bytes = ByteBuffer.wrap(MAPPER.writeValueAsBytes(new Content(VERSION, entries)));
        try (FileChannel channel = FileChannel.open(next, Set.of(StandardOpenOption.WRITE))) {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
          channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(next);
      }
      try (FileChannel entry = FileChannel.open(directory, StandardOpenOption.READ)) {
        entry.force(true);
      }
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
