package io.poolwatch.check;

import io.poolwatch.model.HostPort;

/**
 * Where in a probe something happened, in words: which destination, and which step if the user
 * wrote the steps.
 *
 * @param script the script
 * @param index of the step under way
 * @param destination of the connection under way
 */
record Place(CheckScript script, int index, HostPort destination) {

  /** The step under way. */
  Step current() {
    return script.steps().get(index);
  }

  /** {@code at step 2 (expect string 'OK') comment: 'greeting'}; empty for a protocol's check. */
  String step() {
    return at(script.numberOf(index) == 0 ? "" : " (" + current().describe() + ")");
  }

  /** The same without what the step does, for messages that have said it. */
  String shortStep() {
    return at("");
  }

  private String at(String doing) {
    if (!script.explicit()) {
      return "";
    }
    int number = script.numberOf(index);
    String where = number == 0 ? " at the initial connection step" : " at step " + number;
    String comment = current().comment();
    return where + doing + (comment == null ? "" : " comment: '" + comment + "'");
  }
}
