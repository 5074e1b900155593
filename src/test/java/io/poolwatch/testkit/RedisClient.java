package io.poolwatch.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to a Redis, over which a test says commands in a line each. */
public final class RedisClient implements AutoCloseable {
  private final int port;
  private final Socket socket;
  private final BufferedReader replies;

  /** Connects to a Redis on this machine. */
  public RedisClient(int port) {
    this.port = port;
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout((int) FaultyServer.LIFE.toMillis());
      replies =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says a command and does not wait for the reply. */
  public void say(String command) {
    try {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says a command; the first line of the reply. */
  public String ask(String command) {
    say(command);
    try {
      return String.valueOf(replies.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until others hear that it is busy. */
  public void awaitBusy() {
    Waiting.until(
        () -> {
          try (RedisClient other = new RedisClient(port)) {
            return other.ask("PING").startsWith("-BUSY");
          }
        },
        "a busy Redis");
  }

  @Override
  public void close() {
    FaultyServer.closeQuietly(socket);
  }
}
