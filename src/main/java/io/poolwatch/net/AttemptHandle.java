package io.poolwatch.net;

import io.poolwatch.model.CloseMode;
import io.poolwatch.model.TlsSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** The owner's end of an attempt: hands commands to the stage, whenever that begins to run. */
final class AttemptHandle implements ConnectionGraph.Attempt {
  /** What the owner wants of the conversation. */
  interface Command {
    void run(Conversation conversation);
  }

  private final Object lock = new Object();
  private final List<Command> early = new ArrayList<>(1);
  private volatile @Nullable AsyncCallback<Command> stage;
  private final OwnWork work = new OwnWork(System::nanoTime);
  private volatile boolean socketOpened;

  /** The stage has begun to run and takes commands. */
  void attach(AsyncCallback<Command> commands) {
    synchronized (lock) {
      early.forEach(commands::invoke);
      early.clear();
      stage = commands;
    }
  }

  void noteSocket() {
    socketOpened = true;
  }

  /** What the stage writes down of its costly work. */
  OwnWork work() {
    return work;
  }

  /** Has a command run by the stage's thread, in order. */
  void tell(Command command) {
    AsyncCallback<Command> attached = stage;
    if (attached == null) {
      synchronized (lock) {
        attached = stage;
        if (attached == null) {
          early.add(command);
          return;
        }
      }
    }
    attached.invoke(command);
  }

  @Override
  public void send(ByteString bytes) {
    tell(conversation -> conversation.send(bytes));
  }

  @Override
  public void startTls(TlsSpec tls) {
    tell(conversation -> conversation.startTls(tls));
  }

  @Override
  public void close(CloseMode mode) {
    tell(conversation -> conversation.close(mode));
  }

  @Override
  public void abort() {
    tell(Conversation::abort);
  }

  @Override
  public boolean socketOpened() {
    return socketOpened;
  }

  @Override
  public Duration ownWork() {
    return work.soFar();
  }
}
