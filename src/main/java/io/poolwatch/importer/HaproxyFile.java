package io.poolwatch.importer;

import java.util.List;
import java.util.Map;

/**
 * What a HAProxy configuration says of checks, section by section.
 *
 * @param globals what holds for all
 * @param proxies the sections with servers, in order
 * @param healthChecks the checks that servers may name
 */
record HaproxyFile(
    Globals globals, List<Proxy> proxies, Map<String, SectionSettings> healthChecks) {

  HaproxyFile {
    proxies = List.copyOf(proxies);
    healthChecks = Map.copyOf(healthChecks);
  }
}
