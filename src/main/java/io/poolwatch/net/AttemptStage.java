package io.poolwatch.net;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.util.ByteString;

/**
 * Our end of one connection, joined with Pekko's TCP flow: turns what the ports say into what a
 * {@link Conversation} wants to know.
 *
 * <p>The TCP flow pulls for the first time when it is connected. With a write buffer of one byte
 * and {@code coalesce-writes} above zero each later pull says that the kernel has taken what was
 * pushed.
 *
 * <p>An open connection is reset by failing the way out alone: the TCP stage then lives until the
 * socket is closed. While connecting there is nobody to wait for, and the whole stage fails.
 */
final class AttemptStage extends GraphStage<FlowShape<ByteString, ByteString>> {
  private final Inlet<ByteString> in = Inlet.create("Attempt.in");
  private final Outlet<ByteString> out = Outlet.create("Attempt.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final AttemptHandle handle;
  private final LocalSocket socket;
  private final ConnectionGraph.Listener listener;
  private final Executor workers;
  private final Function<Wire, Conversation> conversations;

  AttemptStage(
      AttemptHandle handle,
      LocalSocket socket,
      ConnectionGraph.Listener listener,
      Executor workers,
      Function<Wire, Conversation> conversations) {
    this.handle = handle;
    this.socket = socket;
    this.listener = listener;
    this.workers = workers;
    this.conversations = conversations;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  /** Ends a stream on purpose. */
  private static final class Torn extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Torn() {
      super("torn down", null, false, false);
    }
  }

  private final class Logic extends GraphStageLogic implements InHandler, OutHandler, Wire {
    private final Conversation conversation = conversations.apply(this);
    private boolean connected;

    Logic() {
      super(shape);
      setHandler(in, this);
      setHandler(out, this);
    }

    @Override
    public void preStart() {
      handle.attach(createAsyncCallback(command -> guard(() -> command.run(conversation))));
    }

    @Override
    public void onPull() {
      guard(
          () -> {
            if (connected) {
              conversation.onWritten();
            } else {
              connected = true;
              conversation.onConnected(Objects.requireNonNull(socket.local(), "local address"));
            }
          });
    }

    @Override
    public void onPush() {
      ByteString bytes = grab(in);
      guard(() -> conversation.onBytes(bytes));
      read();
    }

    @Override
    public void onUpstreamFinish() {
      guard(conversation::onPeerFinished);
    }

    @Override
    public void onUpstreamFailure(Throwable cause) {
      guard(() -> conversation.onBroken(cause));
      failStage(cause);
    }

    @Override
    public void onDownstreamFinish(Throwable cause) {
      // The TCP stage has ended. The way in tells why, unless the peer had closed it before.
      if (isClosed(in)) {
        guard(() -> conversation.onBroken(cause));
      }
    }

    @Override
    public void postStop() {
      if (!conversation.over()) {
        conversation.end();
        listener.crashed(new IllegalStateException("the stream was stopped from outside"));
      }
    }

    /** A bug of ours, or of a listener, closes this connection and is told; others go on. */
    private void guard(Runnable step) {
      try {
        step.run();
      } catch (Throwable bug) {
        conversation.end();
        reset();
        listener.crashed(bug);
        if (bug instanceof VirtualMachineError fatal) {
          throw fatal;
        }
      }
    }

    @Override
    public void write(ByteString bytes) {
      // Closed if TCP has broken, which is just about to be told.
      if (!isClosed(out)) {
        push(out, bytes);
      }
    }

    @Override
    public void read() {
      if (!isClosed(in) && !hasBeenPulled(in)) {
        pull(in);
      }
    }

    @Override
    public void finish() {
      complete(out);
    }

    @Override
    public void task(Runnable task) {
      handle.work().begun();
      workers.execute(
          () -> {
            try {
              task.run();
            } finally {
              handle.work().ended();
              // What the task could not do the engine tells when it goes on.
              handle.tell(Conversation::onTaskDone);
            }
          });
    }

    @Override
    public void reset() {
      if (!connected) {
        socket.abandon();
      }
      if (connected && !isClosed(out)) {
        fail(out, new Torn());
      } else if (!(isClosed(in) && isClosed(out))) {
        failStage(new Torn());
      }
    }
  }
}
