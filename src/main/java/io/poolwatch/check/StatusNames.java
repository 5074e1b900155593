package io.poolwatch.check;

import static io.poolwatch.model.CheckStatus.L4CON;
import static io.poolwatch.model.CheckStatus.L4OK;
import static io.poolwatch.model.CheckStatus.L4TOUT;
import static io.poolwatch.model.CheckStatus.L6OK;
import static io.poolwatch.model.CheckStatus.L6RSP;
import static io.poolwatch.model.CheckStatus.L6TOUT;
import static io.poolwatch.model.CheckStatus.L7OK;
import static io.poolwatch.model.CheckStatus.L7OKC;
import static io.poolwatch.model.CheckStatus.L7RSP;
import static io.poolwatch.model.CheckStatus.L7STS;
import static io.poolwatch.model.CheckStatus.L7TOUT;

import io.poolwatch.check.Matchers.Trouble;
import io.poolwatch.model.CheckStatus;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statuses that an expect may be told to end with, by name.
 *
 * <p>Source: HAProxy, configuration manual, {@code tcp-check expect}.
 */
final class StatusNames {
  private static final List<CheckStatus> OK = List.of(L7OK, L7OKC, L6OK, L4OK);
  private static final List<CheckStatus> ERROR = List.of(L7OKC, L7RSP, L7STS, L6RSP, L4CON);
  private static final List<CheckStatus> TIMEOUT = List.of(L7TOUT, L6TOUT, L4TOUT);

  private StatusNames() {}

  /** That of an expect that is met, or what is wrong with its name; L7OK for null. */
  static CheckStatus ok(@Nullable String name, Consumer<Trouble> troubles) {
    return of(name, L7OK, OK, troubles);
  }

  /** That of an expect that is not met, or what is wrong with its name. */
  static CheckStatus error(
      @Nullable String name, CheckStatus otherwise, Consumer<Trouble> troubles) {
    return of(name, otherwise, ERROR, troubles);
  }

  /** That of an expect that is waited for in vain, or what is wrong; L7TOUT for null. */
  static CheckStatus timeout(@Nullable String name, Consumer<Trouble> troubles) {
    return of(name, L7TOUT, TIMEOUT, troubles);
  }

  private static CheckStatus of(
      @Nullable String name,
      CheckStatus otherwise,
      List<CheckStatus> allowed,
      Consumer<Trouble> troubles) {
    if (name == null) {
      return otherwise;
    }
    for (CheckStatus status : allowed) {
      if (status.name().equals(name)) {
        return status;
      }
    }
    String names = allowed.stream().map(CheckStatus::name).collect(Collectors.joining(", "));
    troubles.accept(new Trouble("bad status '" + name + "'", "one of " + names));
    return otherwise;
  }
}
