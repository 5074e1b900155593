package io.poolwatch.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.Failure;
import io.poolwatch.model.Failure.Kind;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;
import org.apache.pekko.stream.StreamTcpException;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table from exceptions, as Pekko and the JDK really throw them, to reasons. */
final class FailuresTest {
  private static Throwable commandFailed(Throwable cause) {
    return new StreamTcpException("Tcp command [Connect(127.0.0.1:1)] failed because of " + cause)
        .initCause(cause);
  }

  private static Throwable errorClosed(String text) {
    return new StreamTcpException("The connection closed with error: " + text);
  }

  static Stream<Arguments> connections() {
    return Stream.of(
        row(
            commandFailed(new ConnectException("Connection refused")),
            Kind.REFUSED,
            "connection refused"),
        row(
            commandFailed(new ConnectException("Connection timed out")),
            Kind.UNREACHABLE,
            "connection timed out"),
        row(
            commandFailed(new NoRouteToHostException("No route to host")),
            Kind.UNREACHABLE,
            "no route to host"),
        row(
            commandFailed(new SocketException("Network is unreachable")),
            Kind.UNREACHABLE,
            "network is unreachable"),
        row(commandFailed(new SocketException("Host is down")), Kind.UNREACHABLE, "host is down"),
        row(
            commandFailed(new BindException("Cannot assign requested address")),
            Kind.LOCAL,
            "cannot assign requested address"),
        row(
            commandFailed(new BindException("Address already in use")),
            Kind.LOCAL,
            "address already in use"),
        row(
            commandFailed(new SocketException("Operation not permitted")),
            Kind.LOCAL,
            "operation not permitted"),
        row(commandFailed(new SocketException("Invalid argument")), Kind.LOCAL, "invalid argument"),
        row(commandFailed(new SocketException("Network is down")), Kind.LOCAL, "network is down"),
        row(
            commandFailed(new SocketException("No buffer space available")),
            Kind.LOCAL,
            "no buffer space available"),
        row(
            commandFailed(new SocketException("Protocol family unavailable")),
            Kind.LOCAL,
            "protocol family unavailable"),
        row(errorClosed("Connection reset"), Kind.RESET, "connection reset"),
        row(errorClosed("Connection reset by peer"), Kind.RESET, "connection reset by peer"),
        row(errorClosed("Broken pipe"), Kind.RESET, "broken pipe"),
        row(errorClosed("Connection timed out"), Kind.IO, "connection timed out"),
        row(errorClosed("No route to host"), Kind.UNREACHABLE, "no route to host"),
        row(
            new StreamTcpException("The connection actor has terminated. Stopping now."),
            Kind.LOCAL,
            "the connection actor has terminated. stopping now."),
        row(new IOException(), Kind.IO, "ioexception"));
  }

  static Stream<Arguments> tls() {
    return Stream.of(
        row(
            new SSLHandshakeException("Received fatal alert: protocol_version"),
            Kind.PROTOCOL,
            "peer sent TLS alert protocol_version: it speaks none of our TLS versions"),
        row(
            new SSLHandshakeException("Received fatal alert: unknown_ca"),
            Kind.ALERT,
            "peer sent TLS alert unknown_ca: it does not know the CA of our client certificate"),
        row(
            new SSLException("Received fatal alert: internal_error"),
            Kind.ALERT,
            "peer sent TLS alert internal_error"),
        row(
            new SSLHandshakeException(
                "The server selected protocol version TLS11 is not accepted by client preferences"
                    + " [TLS12]"),
            Kind.PROTOCOL,
            "The server selected protocol version TLS11 is not accepted by client preferences"
                + " [TLS12]"),
        row(
            new SSLHandshakeException("No appropriate protocol (protocol is disabled)"),
            Kind.PROTOCOL,
            "No appropriate protocol (protocol is disabled)"),
        row(
            new SSLProtocolException("Received close_notify during handshake"),
            Kind.HANDSHAKE_CLOSED,
            "peer said close_notify"),
        row(new SSLException("Tag mismatch"), Kind.TLS, "Tag mismatch"),
        row(
            new SSLHandshakeException("x")
                .initCause(new IOException(new TransportException(Kind.PLAINTEXT_PEER, "no TLS"))),
            Kind.PLAINTEXT_PEER,
            "no TLS"));
  }

  private static Arguments row(Throwable thrown, Kind kind, String detail) {
    return Arguments.of(thrown, new Failure(kind, detail));
  }

  @ParameterizedTest
  @MethodSource("connections")
  void whatPekkoThrowsIsClassified(Throwable thrown, Failure expected) {
    assertThat(Failures.ofConnection(thrown)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("tls")
  void whatTheTlsLibraryThrowsIsClassified(Throwable thrown, Failure expected) {
    assertThat(Failures.ofTls(thrown)).isEqualTo(expected);
  }

  @Test
  void loopOfCausesIsNotFollowedForEver() {
    IOException one = new IOException("one");
    IOException other = new IOException("other", one);
    one.initCause(other);
    assertThat(Failures.ofConnection(one).kind()).isEqualTo(Kind.IO);
    assertThat(Failures.ofTls(one).kind()).isEqualTo(Kind.TLS);
  }

  @Test
  void whatAPlaintextPeerSentIsShown() {
    assertThat(Failures.plaintextPeer(ByteString.fromString("220 mx ESMTP\r\n")))
        .isEqualTo("peer does not speak TLS (it sent '220 mx ESMTP\\r\\n')");
  }
}
