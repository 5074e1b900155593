package io.poolwatch.check;

import io.poolwatch.model.ConnectPlan;
import java.util.List;
import org.apache.pekko.util.ByteString;

/**
 * The check that only connects: passed when TCP, the PROXY header and TLS, where there is TLS, are
 * through.
 *
 * @param plan where and how to connect
 */
public record ConnectCheck(ConnectPlan plan) {

  /** The script; there is nothing that can be wrong. */
  public Compiled compile() {
    List<Step> steps = List.of(Step.Connect.implicit(plan));
    return Compiled.of(
        new CheckScript("connect", steps, false, false, ByteString.emptyByteString()));
  }
}
