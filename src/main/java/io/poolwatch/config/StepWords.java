package io.poolwatch.config;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Step;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ProxyHeader;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.util.ByteString;

/** Says what a script does, a line a step, numbered as messages about its probes number it. */
final class StepWords {
  private static final int SHOWN_BYTES = 60;

  private final boolean secret;

  /**
   * @param secret whether what is sent may hold a secret, and must not be shown
   */
  StepWords(boolean secret) {
    this.secret = secret;
  }

  List<String> of(CheckScript script) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < script.steps().size(); i++) {
      Step step = script.steps().get(i);
      String comment = step.comment() == null ? "" : "   (" + step.comment() + ")";
      int number = script.explicit() ? script.numberOf(i) : i + 1;
      lines.add(Text.oneLine(number + ". " + words(step) + comment));
    }
    return lines;
  }

  private String words(Step step) {
    if (step instanceof Step.Connect connect) {
      return connect(connect.plan()) + (connect.linger() ? ", closed gracefully" : "");
    }
    if (step instanceof Step.StartTls) {
      return "start TLS";
    }
    if (step instanceof Step.Send send) {
      return "send " + send.bytes().size() + " bytes" + (secret ? "" : ": " + text(send.bytes()));
    }
    if (step instanceof Step.Expect expect) {
      return expect(expect);
    }
    if (step instanceof Step.Execute execute) {
      return execute.describe();
    }
    return ((Step.Converse) step).dialogue().describe();
  }

  private static String connect(ConnectPlan plan) {
    StringBuilder words = new StringBuilder("connect to ").append(plan.destination());
    InetAddress source = plan.source();
    if (source != null) {
      words.append(" from ").append(source.getHostAddress());
    }
    if (plan.proxy() != ProxyHeader.NONE) {
      words.append(", PROXY ").append(Types.word(plan.proxy()));
    }
    return words.append(plan.tls() == null ? ", plain" : ", TLS").toString();
  }

  private static String expect(Step.Expect expect) {
    StringBuilder words = new StringBuilder("expect ");
    words.append(expect.not() ? "not " : "").append(expect.matcher().describe());
    if (expect.minRecv() >= 0) {
      words.append(" once ").append(expect.minRecv()).append(" bytes have come");
    }
    return words
        .append("; ")
        .append(expect.okStatus())
        .append(", else ")
        .append(expect.errorStatus())
        .append(", late ")
        .append(expect.timeoutStatus())
        .toString();
  }

  private static String text(ByteString bytes) {
    ByteString cut = bytes.take(SHOWN_BYTES);
    return Text.quote(cut.utf8String()) + (bytes.size() > SHOWN_BYTES ? "…" : "");
  }
}
