package io.poolwatch.node;

import io.poolwatch.cluster.Load;
import io.poolwatch.metrics.ProbeStats;
import io.poolwatch.server.ProbeGate;
import java.util.function.Supplier;

/** Says how a node's probes got on since it was asked a second ago. Used by one thread. */
final class LoadMeter implements Supplier<Load> {
  private final ProbeStats stats;
  private final ProbeGate gate;
  private long started;
  private long finished;
  private long skipped;

  LoadMeter(ProbeStats stats, ProbeGate gate) {
    this.stats = stats;
    this.gate = gate;
  }

  @Override
  public Load get() {
    ProbeStats.Snapshot now = stats.snapshot();
    long due = now.started() - started + now.skipped() - skipped;
    long done = now.finished() - finished;
    started = now.started();
    finished = now.finished();
    skipped = now.skipped();
    return new Load(due, done, gate.waiting(), stats.recentLagP99Micros());
  }
}
