package io.poolwatch.check;

import io.poolwatch.model.TlsSpec;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What a check does on the network, step by step; the only thing that the engine interprets.
 *
 * @param type the check's type as configured: {@code connect}, {@code http}, {@code script}, …
 * @param steps the steps in order; the first is a {@link Step.Connect}, or the only one a {@link
 *     Step.Execute}
 * @param explicit whether the user wrote the steps, so that messages number them from 1; the
 *     implicit connect that was put in front of such a list is step 0
 * @param closeGracefully whether {@code close = auto} means a goodbye after a pass; a connection
 *     over TLS, or with {@code linger}, always gets one
 * @param goodbye bytes that the protocol wants before a graceful close; empty for none
 */
public record CheckScript(
    String type, List<Step> steps, boolean explicit, boolean closeGracefully, ByteString goodbye) {

  public CheckScript {
    steps = List.copyOf(steps);
    boolean program = steps.size() == 1 && steps.get(0) instanceof Step.Execute;
    if (!program && (steps.isEmpty() || !(steps.get(0) instanceof Step.Connect))) {
      throw new IllegalArgumentException("a script begins with a connect step");
    }
  }

  /** The number by which messages call the step at an index of an explicit script. */
  public int numberOf(int index) {
    return steps.get(0) instanceof Step.Connect first && first.implicit() ? index : index + 1;
  }

  /** The ways in which it speaks TLS: one for each handshake of a run through all its steps. */
  public Stream<TlsSpec> tlsSettings() {
    return steps.stream().flatMap(step -> Stream.ofNullable(tls(step)));
  }

  private static @Nullable TlsSpec tls(Step step) {
    if (step instanceof Step.Connect connect) {
      return connect.plan().tls();
    }
    if (step instanceof Step.StartTls start) {
      return start.tls();
    }
    return step instanceof Step.Converse converse ? converse.dialogue().tls() : null;
  }

  /** Whether an external program does it all, so that there is no connection. */
  public boolean runsProgram() {
    return steps.get(0) instanceof Step.Execute;
  }

  /** The step that opens the first connection. */
  Step.Connect first() {
    return (Step.Connect) steps.get(0);
  }

  /** The step that names the result of a pass. */
  Step last() {
    return steps.get(steps.size() - 1);
  }

  /** Whether there is a step at an index and it is an expect. */
  boolean expectsAt(int index) {
    return index < steps.size() && steps.get(index) instanceof Step.Expect;
  }

  /** Whether there is a step at an index and it looks at what the peer sends. */
  boolean readsAt(int index) {
    return expectsAt(index) || (index < steps.size() && steps.get(index) instanceof Step.Converse);
  }
}
