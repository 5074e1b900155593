package io.poolwatch.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.poolwatch.spec.NodeSpec;
import io.poolwatch.spec.ServiceSpec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a node's own settings say of the fleet's actor system; no user's Pekko settings undo it. */
final class FleetSettings {
  private static final String ARTERY = "pekko.remote.artery.";

  private FleetSettings() {}

  static Config of(ServiceSpec spec) {
    NodeSpec node = spec.node();
    Map<String, Object> settings = new TreeMap<>();
    settings.put("pekko.actor.provider", "cluster");
    settings.put("pekko.actor.allow-java-serialization", "off");
    settings.put("pekko.coordinated-shutdown.exit-jvm", "off");
    settings.put("pekko.cluster.run-coordinated-shutdown-when-down", "on");
    settings.put("pekko.cluster.seed-nodes", List.of());
    settings.put("pekko.cluster.roles", roles(node));
    settings.put(ARTERY + "enabled", "on");
    settings.put(ARTERY + "transport", spec.cluster().tls() == null ? "tcp" : "tls-tcp");
    settings.put(ARTERY + "canonical.hostname", inUri(node.host()));
    settings.put(ARTERY + "canonical.port", node.port());
    settings.put(ARTERY + "bind.hostname", inUri(node.listenHost()));
    settings.put(ARTERY + "bind.port", node.listenPort());
    return ConfigFactory.parseMap(settings, "the settings of this node");
  }

  /**
   * An address of a member is part of a URI, where an IPv6 address stands in brackets; and it is
   * the member's name, so that it must be written as others write it that have resolved it.
   */
  private static String inUri(String host) {
    String written = Host.literal(host).map(InetAddress::getHostAddress).orElse(host);
    return written.indexOf(':') < 0 ? written : "[" + written + "]";
  }

  private static List<String> roles(NodeSpec node) {
    List<String> roles = new ArrayList<>();
    roles.add("node:" + node.name());
    if (node.zone() != null) {
      roles.add("zone:" + node.zone());
    }
    node.tags().forEach(tag -> roles.add("tag:" + tag));
    return roles;
  }
}
