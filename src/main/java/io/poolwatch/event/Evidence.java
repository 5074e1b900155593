package io.poolwatch.event;

import io.poolwatch.model.CheckResult;
import org.jspecify.annotations.Nullable;

/**
 * The probe that decided: its result, and the health that it led to.
 *
 * @param result what the probe found
 * @param health the counter after it, as {@code 2/3 UP}; null if it is another node's
 */
public record Evidence(CheckResult result, @Nullable String health) {}
