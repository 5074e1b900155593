package io.poolwatch.api;

import java.time.Duration;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;

/**
 * Closes a connection on which no other request follows an answer in time, however many bytes of
 * one come: stands between a connection and what answers its requests. A request has come when its
 * head is whole. Nothing is asked of a connection while a request is answered, nor once an answer
 * is a stream.
 */
final class NextRequests
    extends GraphStage<BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse>> {

  private final Inlet<HttpRequest> asked = Inlet.create("NextRequests.asked");
  private final Outlet<HttpRequest> asking = Outlet.create("NextRequests.asking");
  private final Inlet<HttpResponse> answered = Inlet.create("NextRequests.answered");
  private final Outlet<HttpResponse> answering = Outlet.create("NextRequests.answering");
  private final Duration limit;

  /**
   * One for each connection.
   *
   * @param limit how long may pass from when an answer was sent until the next request has come
   */
  NextRequests(Duration limit) {
    this.limit = limit;
  }

  @Override
  public BidiShape<HttpRequest, HttpRequest, HttpResponse, HttpResponse> shape() {
    return BidiShape.of(asked, asking, answered, answering);
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    private static final String DEADLINE = "deadline";

    /** Requests that have no answer yet. */
    private int open;

    /** Whether the last answer was sent whole, so that the next request is waited for. */
    private boolean whole;

    Logic() {
      super(NextRequests.this.shape());
      requests();
      answers();
    }

    private void requests() {
      setHandler(
          asked,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              cancelTimer(DEADLINE);
              open++;
              push(asking, grab(asked));
            }

            @Override
            public void onUpstreamFinish() {
              complete(asking);
            }

            @Override
            public void onUpstreamFailure(Throwable cause) {
              fail(asking, cause);
            }
          });
      setHandler(
          asking,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              pull(asked);
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              cancel(asked, cause);
            }
          });
    }

    private void answers() {
      setHandler(
          answered,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              HttpResponse answer = grab(answered);
              open--;
              whole = answer.entity().isStrict();
              push(answering, answer);
            }

            @Override
            public void onUpstreamFinish() {
              complete(answering);
            }

            @Override
            public void onUpstreamFailure(Throwable cause) {
              fail(answering, cause);
            }
          });
      setHandler(
          answering,
          new AbstractOutHandler() {
            /** Another answer is asked for when the one before has been sent. */
            @Override
            public void onPull() {
              if (whole && open == 0) {
                scheduleOnce(DEADLINE, limit);
              }
              pull(answered);
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
              cancel(answered, cause);
            }
          });
    }

    @Override
    public void onTimer(Object deadline) {
      completeStage();
    }
  }
}
