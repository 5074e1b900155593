package io.poolwatch.api;

import io.poolwatch.event.Evidence;
import io.poolwatch.event.Quotes;
import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Vote;
import io.poolwatch.pool.Causes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says in our own words why a server stands as it does. */
final class Reasons {
  private Reasons() {}

  /** The reason, in one line: what is wanted of it first, then what was found. */
  static String of(Standing server) {
    List<String> parts = new ArrayList<>();
    if (server.admin() != AdminState.READY) {
      parts.add(wanted(server));
    }
    if (server.admin() == AdminState.READY || server.told().state() != OperationalState.UP) {
      parts.add(found(server));
    }
    if (server.told().contested()) {
      parts.add(dissent(server));
    }
    if (server.stale() && server.told().state() != OperationalState.UNKNOWN) {
      parts.add("this node could find out nothing for a while");
    }
    return String.join("; ", parts);
  }

  private static String wanted(Standing server) {
    String what = server.admin() == AdminState.DRAIN ? "drained" : "in maintenance";
    Admin admin = server.state().admin();
    if (admin.operator() == server.admin()) {
      return what + told(server.history().wish(), admin.operator());
    }
    return what
        + (admin.agent() == server.admin()
            ? " by its agent"
            : " with " + server.spec().track() + ", which it tracks");
  }

  private static String told(ServerHistory.@Nullable Wish wish, AdminState wanted) {
    if (wish == null || wish.wanted() != wanted) {
      return " by the configuration";
    }
    String by = wish.author() == null ? "" : " by " + wish.author();
    return wish.reason().isEmpty() ? by : by + ": " + wish.reason();
  }

  private static String found(Standing server) {
    String via = server.spec().track() == null ? "" : "as " + server.spec().track() + ": ";
    Evidence cause = Causes.of(server.told(), server.state());
    if (cause != null) {
      return via + said(server.told().state(), cause.result());
    }
    return via + nothing(server);
  }

  private static String said(OperationalState state, CheckResult result) {
    String check = result.check() == null ? "" : "check " + result.check() + ": ";
    if (result.commanded()) {
      return check + Quotes.info(result);
    }
    String code = result.code() == CheckResult.NO_CODE ? "" : " (" + result.code() + ")";
    String words =
        switch (state) {
          case UP -> "answers as it should: ";
          case STOPPING -> "asks for no new traffic: ";
          case DOWN, UNKNOWN -> "";
        };
    String info = Quotes.info(result);
    return check + words + result.status().description() + (info.isEmpty() ? code : ": " + info);
  }

  private static String nothing(Standing server) {
    CheckResult last = null;
    boolean stale = false;
    for (CheckState check : server.state().checks()) {
      last = check.lastResult() == null ? last : check.lastResult();
      stale |= check.stale();
    }
    if (server.admin() == AdminState.MAINT) {
      return "not probed";
    }
    if (last == null) {
      return server.told().state() == OperationalState.UNKNOWN
          ? "not probed yet"
          : "assumed to be " + server.told().state();
    }
    String words = said(OperationalState.UNKNOWN, last);
    return (stale ? "no conclusive probe for a while, the last one: " : "the last probe: ") + words;
  }

  private static String dissent(Standing server) {
    Vote.Choice verdict = Vote.Choice.of(server.told().state());
    List<String> others =
        server.told().votes().stream()
            .filter(vote -> vote.choice() != verdict && vote.choice() != Vote.Choice.ABSTAIN)
            .map(vote -> vote.node() + " says " + vote.choice())
            .toList();
    return "contested, " + String.join(", ", others);
  }
}
