package io.poolwatch.spec;

import java.time.Duration;

/**
 * What all probes of a node share.
 *
 * @param inFlight probes under way at once
 * @param handshakes TLS handshakes under way at once
 * @param firstProbeSpread cap of the time over which first probes are spread
 */
public record LimitsSpec(int inFlight, int handshakes, Duration firstProbeSpread) {}
