package io.poolwatch.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the nodes of a fleet prove to each other by TLS that they belong to it: each shows a
 * certificate of its own, and all of these share one name.
 *
 * @param caFile PEM bundle of the CAs that vouch for nodes, and for nobody else
 * @param certFile PEM chain of this node's certificate
 * @param keyFile PEM private key of it
 * @param keyPassword password of an encrypted key; null if it is not encrypted
 * @param subjectName the DNS name that each node's certificate carries (RFC 5280, 4.2.1.6), or has
 *     as its common name if it carries none
 */
public record ClusterTls(
    Path caFile, Path certFile, Path keyFile, @Nullable Secret keyPassword, String subjectName) {}
