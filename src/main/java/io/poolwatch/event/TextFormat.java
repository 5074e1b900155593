package io.poolwatch.event;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Columns for eyes: time of day, level, event, subject, and the essential in words. */
final class TextFormat implements LineFormat {
  private static final int NAME_WIDTH = 22;
  private static final int LEVEL_WIDTH = 5;
  private static final int NARROWEST_SUBJECT = 16;
  private static final int WIDEST_SUBJECT = 40;

  private final String node;
  private final DateTimeFormatter timeOfDay;
  private final Palette palette;

  /** Grows with what comes by, so that lines stay aligned. */
  private int subjectWidth = NARROWEST_SUBJECT;

  TextFormat(String node, ZoneId zone, Palette palette) {
    this.node = node;
    this.timeOfDay = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
    this.palette = palette;
  }

  @Override
  public String line(EventLine line) {
    Event event = line.event();
    String subject = PrintableText.escape(subject(event));
    subjectWidth = Math.max(subjectWidth, Math.min(subject.length(), WIDEST_SUBJECT));
    String level = pad(event.level().name(), LEVEL_WIDTH);
    String name = pad(event.name().text(), NAME_WIDTH);
    return palette.faint(timeOfDay.format(line.time()))
        + ' '
        + palette.level(event.level(), level + ' ' + name)
        + ' '
        + pad(subject, subjectWidth)
        + "  "
        + Sentences.of(event.name()).say(event.fields(), new Spoken(palette, line.time()));
  }

  /** What it is about: a server, a pool, the actor that broke, or the node. */
  private String subject(Event event) {
    if (event.pool() != null) {
      return event.server() == null ? event.pool() : event.pool() + '/' + event.server();
    }
    return event.name() == EventName.ACTOR_RESTARTED ? event.actor() : node;
  }

  private static String pad(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }
}
