package io.poolwatch.spec;

import io.poolwatch.check.CheckScript;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.HealthRule;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.Schedule;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timeouts;

/**
 * One server with everything that it inherited.
 *
 * @param id its pool and name
 * @param address where its traffic goes
 * @param weight 0 to 256
 * @param backup whether it serves only when no other server of its pool is usable
 * @param admin the admin state it starts in
 * @param schedule when it is probed
 * @param health how many probes move it
 * @param timeouts the deadlines of a probe
 * @param script what a probe does
 * @param close how a probe's connection is ended
 * @param maxResponseBytes budget of received bytes between two sends
 * @param logHealthChecks whether a health check line is wanted wherever HAProxy's would be
 * @param hash SHA-256 over the resolved settings without secrets, in hex
 * @param fingerprint like {@code hash}, with the secrets and the files it names; never shown
 */
public record ServerSpec(
    ServerId id,
    HostPort address,
    int weight,
    boolean backup,
    AdminState admin,
    Schedule schedule,
    HealthRule health,
    Timeouts timeouts,
    CheckScript script,
    ClosePolicy close,
    int maxResponseBytes,
    boolean logHealthChecks,
    String hash,
    String fingerprint) {}
