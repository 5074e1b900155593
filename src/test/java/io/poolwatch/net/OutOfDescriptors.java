package io.poolwatch.net;

import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectionEvent.Closed;
import io.poolwatch.model.ConnectionEvent.Connected;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Step;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.pekko.testkit.javadsl.TestKit;

/**
 * Uses up the descriptors of its process, opens an attempt, and prints what became of it; run by
 * {@link OutOfDescriptorsIT} in a process that is allowed few of them.
 */
final class OutOfDescriptors {
  private OutOfDescriptors() {}

  public static void main(String[] args) throws IOException {
    Path file = Files.createTempFile("descriptors", ".tmp");
    Deque<Closeable> hoard = new ArrayDeque<>();
    try (GraphFixture net = new GraphFixture();
        FaultyServer server = FaultyServer.playing(Step.readToEnd())) {
      connect(net, server);
      TestKit log = net.debugLog();
      try {
        while (true) {
          hoard.add(new FileInputStream(file.toFile()));
        }
      } catch (IOException noneLeft) {
        System.out.println("hoarded");
      }
      GraphFixture.Probe starved = net.open(server.endpoint());
      log.fishForMessage(
          FaultyServer.LIFE,
          "the failure to open a socket",
          entry -> String.valueOf(entry).contains("Too many open files"));
      System.out.println("opened " + starved.attempt().socketOpened());
      System.out.println("told " + starved.recorder().events().size());
      starved.attempt().abort();
      while (!hoard.isEmpty()) {
        hoard.pop().close();
      }
      connect(net, server);
      System.out.println("recovered");
    } finally {
      Files.delete(file);
    }
  }

  private static void connect(GraphFixture net, FaultyServer server) {
    GraphFixture.Probe probe = net.open(server.endpoint());
    probe.recorder().await(Connected.class);
    probe.close(CloseMode.ABORT);
    probe.recorder().await(Closed.class);
  }
}
