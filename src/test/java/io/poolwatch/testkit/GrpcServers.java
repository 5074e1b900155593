package io.poolwatch.testkit;

import io.grpc.Server;
import java.util.concurrent.TimeUnit;

/** Stops servers of gRPC's own. */
public final class GrpcServers {
  private GrpcServers() {}

  /** Stops a server and waits until nobody listens there: it shuts its port a while later. */
  public static void stop(Server server) {
    try {
      if (!server.shutdownNow().awaitTermination(FaultyServer.LIFE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the gRPC server did not stop");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
