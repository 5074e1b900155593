package io.poolwatch.connection;

import io.poolwatch.model.ProgramPlan;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One run of an external program, from its start to its last output, on a thread of its own: to
 * start a process and to read from it blocks. Safe for any thread.
 *
 * <p>A JVM can neither start a process in a group of its own nor signal a group: {@code setsid} of
 * util-linux does the one and the shell's {@code kill} the other. The group's number is that of the
 * program; it is not given to another group as long as one of its processes is there.
 */
final class RunningProgram implements ProgramActor.Program {
  private static final String SHELL = "/bin/sh";
  private static final String KILL_GROUP = "kill -s KILL -- \"-$1\"";

  private static final File NOTHING = new File("/dev/null");

  /** More output than this is read, so that nothing waits for us, and thrown away. */
  static final int KEPT = 4096;

  /** When processes that it left behind with its output are ended. */
  private static final Executor SOON =
      CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

  private final ProgramCall call;
  private final ProgramActor.Listener listener;
  private @Nullable Process process;
  private boolean killed;
  private volatile boolean over;

  private RunningProgram(ProgramCall call, ProgramActor.Listener listener) {
    this.call = call;
    this.listener = listener;
  }

  /** Starts a program; returns at once. */
  static RunningProgram start(ProgramCall call, ProgramActor.Listener listener) {
    return start(call, listener, RunningProgram::aside);
  }

  /** The same with another way to have work done aside. */
  static RunningProgram start(ProgramCall call, ProgramActor.Listener listener, Executor aside) {
    RunningProgram program = new RunningProgram(call, listener);
    try {
      aside.execute(program::run);
    } catch (OutOfMemoryError noThread) {
      program.over = true;
      listener.failed(new IOException("no thread is left: " + noThread.getMessage(), noThread));
    }
    return program;
  }

  private static void aside(Runnable work) {
    Thread thread = new Thread(work, "poolwatch-exec");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public boolean over() {
    return over;
  }

  @Override
  public void killSoon() {
    try {
      aside(this::kill);
    } catch (OutOfMemoryError noThread) {
      kill();
    }
  }

  @Override
  public synchronized void kill() {
    killed = true;
    if (process != null && process.isAlive()) {
      killGroup(process);
    }
  }

  private void run() {
    try {
      Process started = started();
      if (started != null) {
        ByteString output = read(started);
        int code = started.waitFor();
        if (!killed()) {
          listener.exited(code, output);
        }
      }
    } catch (IOException e) {
      fail(e);
    } catch (OutOfMemoryError | RuntimeException e) {
      // No thread is left to wait for a process that may be there already.
      fail(new IOException("it can't be started: " + e.getMessage(), e));
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    } finally {
      over = true;
    }
  }

  private void fail(IOException why) {
    if (!killed()) {
      kill();
      listener.failed(why);
    }
  }

  private synchronized boolean killed() {
    return killed;
  }

  private synchronized @Nullable Process started() throws IOException {
    if (killed) {
      return null;
    }
    List<String> command = new ArrayList<>(List.of(ProgramPlan.SETSID.toString()));
    command.addAll(call.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectInput(NOTHING)
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(call.environment());
    Process started = builder.start();
    process = started;
    CompletableFuture<Void> unused =
        started.onExit().thenRunAsync(() -> endLeftovers(started), SOON);
    return started;
  }

  /** Whoever it left behind with its output would keep us reading. */
  private void endLeftovers(Process ended) {
    if (!over) {
      killGroup(ended);
    }
  }

  private static ByteString read(Process process) throws IOException {
    byte[] kept = new byte[KEPT];
    try (InputStream output = process.getInputStream()) {
      int length = output.readNBytes(kept, 0, KEPT);
      output.transferTo(OutputStream.nullOutputStream());
      return ByteString.fromArray(kept, 0, length);
    }
  }

  private static void killGroup(Process process) {
    try {
      Process killer =
          new ProcessBuilder(SHELL, "-c", KILL_GROUP, SHELL, Long.toString(process.pid()))
              .redirectInput(NOTHING)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      // One that was not yet in a group of its own is still there. By its handle, for to destroy
      // the process itself would close its output under the reader.
      CompletableFuture<Boolean> unused =
          killer.onExit().thenApply(done -> process.toHandle().destroyForcibly());
    } catch (IOException | OutOfMemoryError noShell) {
      process.toHandle().destroyForcibly();
    }
  }
}
