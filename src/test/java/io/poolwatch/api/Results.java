package io.poolwatch.api;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.Timings;
import io.poolwatch.model.TlsInfo;
import java.time.Instant;

/** Results of probes for tests. */
final class Results {
  private Results() {}

  static CheckResult passed() {
    return of(
        Outcome.PASSED,
        CheckStatus.L7OK,
        200,
        "",
        new Timings(310_000, -1, 50_000, 400_000, 860_000));
  }

  static CheckResult failed(String info) {
    return of(
        Outcome.FAILED,
        CheckStatus.L7STS,
        503,
        info,
        new Timings(310_000, -1, 50_000, 400_000, 860_000));
  }

  /** The same, whose info is the second text where the server's own words are not told. */
  static CheckResult failed(String info, String own) {
    CheckResult failed = failed(info);
    return new CheckResult(
        failed.outcome(),
        failed.status(),
        failed.code(),
        info,
        failed.phase(),
        failed.timings(),
        null,
        null,
        null,
        own);
  }

  static CheckResult of(
      Outcome outcome, CheckStatus status, int code, String info, Timings timings) {
    return new CheckResult(outcome, status, code, info, Phase.RECEIVE, timings, null);
  }

  static CheckResult overTls(Instant notAfter) {
    return new CheckResult(
        Outcome.PASSED,
        CheckStatus.L6OK,
        CheckResult.NO_CODE,
        "",
        Phase.TLS,
        Timings.NONE,
        new TlsInfo("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, null, notAfter));
  }
}
