package io.poolwatch.cluster;

import java.util.List;

/** Tells another node which servers this one knows. */
final class ConfigTeller {

  private ConfigTeller() {}

  /** Tells it, in as many messages as it takes. */
  static void tell(Port port, String address, Roster roster) {
    String self = roster.self().voter();
    List<FleetMessage.Known> all =
        roster.servers().entrySet().stream()
            .map(
                server ->
                    new FleetMessage.Known(
                        server.getKey().pool(), server.getKey().server(), server.getValue()))
            .toList();
    List<List<FleetMessage.Known>> batches = Outbox.batches(all);
    if (batches.isEmpty()) {
      port.send(address, new FleetMessage.Config(self, roster.config(), List.of(), true, true));
    }
    for (int i = 0; i < batches.size(); i++) {
      port.send(
          address,
          new FleetMessage.Config(
              self, roster.config(), batches.get(i), i == 0, i == batches.size() - 1));
    }
  }
}
