package io.poolwatch.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** A program that can't be started at all; the rest is in {@code ExecProbeIT}. */
final class RunningProgramTest {
  private static final ProgramCall CALL =
      new ProgramCall(List.of("/no/such/program"), Map.of("TOKEN", "s3cr3t"));

  private final List<String> told = new ArrayList<>();
  private final ProgramActor.Listener listener =
      new ProgramActor.Listener() {
        @Override
        public void exited(int code, ByteString output) {
          told.add("exited " + code);
        }

        @Override
        public void failed(IOException why) {
          told.add("failed " + why.getMessage());
        }
      };

  @Test
  void withoutAThreadItHasFailedAtOnce() {
    RunningProgram program =
        RunningProgram.start(
            CALL,
            listener,
            work -> {
              throw new OutOfMemoryError("unable to create native thread");
            });

    assertThat(told).containsExactly("failed no thread is left: unable to create native thread");
    assertThat(program.over()).isTrue();
  }

  @Test
  void aFaultOfOurOwnIsToldAndNotLeftToTheDeadline() {
    ProgramCall broken = new ProgramCall(List.of("/bin/true"), Map.of("A=B", "x"));

    RunningProgram program = RunningProgram.start(broken, listener, Runnable::run);

    assertThat(told).singleElement().asString().startsWith("failed it can't be started: ");
    assertThat(program.over()).isTrue();
  }
}
