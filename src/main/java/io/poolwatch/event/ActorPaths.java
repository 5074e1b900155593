package io.poolwatch.event;

import org.apache.pekko.actor.typed.ActorRef;

/** How events name the actor that tells them. */
public final class ActorPaths {
  private static final String USER = "/user";

  private ActorPaths() {}

  /** The path of an actor below {@code /user}: {@code /pools/web/web1}. */
  public static String of(ActorRef<?> actor) {
    String path = actor.path().toStringWithoutAddress();
    return path.startsWith(USER) ? path.substring(USER.length()) : path;
  }
}
