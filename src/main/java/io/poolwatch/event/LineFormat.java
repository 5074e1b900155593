package io.poolwatch.event;

import java.time.ZoneId;

/** The form of event lines. A format belongs to one log and is used by its writer thread alone. */
public sealed interface LineFormat permits JsonFormat, TextFormat {

  /** One object a line: the stable form, for programs. {@code node} is told in each line. */
  static LineFormat json(String node) {
    return new JsonFormat(node);
  }

  /**
   * Columns for eyes; may change between versions.
   *
   * @param node told where an event is about no pool
   * @param zone in which times of day are told
   * @param colour whether ANSI colours are wanted: a terminal
   */
  static LineFormat text(String node, ZoneId zone, boolean colour) {
    return new TextFormat(node, zone, colour ? Palette.ANSI : Palette.PLAIN);
  }

  /** The line, without its end. Text that came from outside can't break or colour it. */
  String line(EventLine line);
}
