package io.poolwatch.cli;

import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.Redis;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Redis, probed by a script, is stopped and started. */
final class RedisIT {
  @TempDir private Path temp;

  @Test
  void anOutageIsToldOnce() {
    try (Daemon daemon = Redis.start(temp)) {
      Outage.isTold(
          temp,
          daemon,
          """
          check {
            type = script
            steps = [
              { send = "PING\\r\\n" }
              { expect { string = "+PONG" } }
              { send = "info replication\\r\\n" }
              { expect { string = "role:master" } }
              { send = "QUIT\\r\\n" }
              { expect { string = "+OK" } }
            ]
          }
          """,
          "L4CON",
          "L7OK");
    }
  }
}
