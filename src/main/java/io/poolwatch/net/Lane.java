package io.poolwatch.net;

import java.util.Objects;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.ClosedShape;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * A long-lived stream that runs other streams inside itself, so that they share its actor.
 *
 * <p>Each of them is interpreted on its own: one that fails takes no other with it.
 */
final class Lane extends AbstractGraphStageWithMaterializedValue<ClosedShape, Lane.Entry> {

  /** A stream that wants to run in a lane. */
  interface Work {
    void run(Materializer materializer);

    /** It could not be run. */
    void failed(Throwable cause);
  }

  /** Where streams enter a lane; may be used from any thread. */
  static final class Entry {
    private final AsyncCallback<Work> door;
    private volatile boolean stopped;

    private Entry(AsyncCallback<Work> door) {
      this.door = door;
    }

    void run(Work work) {
      door.invoke(work);
    }

    /** Whether the lane is gone, and with it everything that ran in it. */
    boolean stopped() {
      return stopped;
    }
  }

  @Override
  public ClosedShape shape() {
    return ClosedShape.getInstance();
  }

  @Override
  public Pair<GraphStageLogic, Entry> createLogicAndMaterializedValuePair(Attributes attributes) {
    Logic logic = new Logic();
    return Pair.create(logic, logic.entry);
  }

  private static final class Logic extends GraphStageLogic {
    private final Entry entry = new Entry(createAsyncCallback(this::onWork));
    private @Nullable Materializer materializer;

    Logic() {
      super(ClosedShape.getInstance());
    }

    @Override
    public void preStart() {
      setKeepGoing(true);
      materializer = subFusingMaterializer();
    }

    @Override
    public void postStop() {
      entry.stopped = true;
    }

    private void onWork(Work work) {
      try {
        work.run(Objects.requireNonNull(materializer));
      } catch (RuntimeException bug) {
        work.failed(bug);
      }
    }
  }
}
