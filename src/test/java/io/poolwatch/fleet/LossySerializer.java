package io.poolwatch.fleet;

import io.poolwatch.cluster.FleetSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Loses the votes and suspicions that nodes tell each other straight: as if nothing but beacons and
 * Distributed Data came through. It is also the agent by which a JVM that runs the packaged program
 * comes to know this class.
 */
public final class LossySerializer extends SerializerWithStringManifest {
  /** Has a node use it, in HOCON. */
  static final String SETTING =
      "pekko.actor.serializers.fleet-messages = \"" + LossySerializer.class.getName() + "\"";

  private static final Set<String> LOST = Set.of("votes-1", "suspect-1");

  private final FleetSerializer whole = new FleetSerializer();

  /** Called by the JVM; there is nothing to do, as the agent's archive is on the class path now. */
  public static void premain(String arguments) {}

  /**
   * The option of a JVM that lets it know this class.
   *
   * @param directory where the agent's archive is written
   */
  static String option(Path directory) throws IOException {
    Path archive = directory.resolve("lossy.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", LossySerializer.class.getName());
    String entry = LossySerializer.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(archive);
        JarOutputStream jar = new JarOutputStream(file, manifest);
        InputStream code = LossySerializer.class.getResourceAsStream("/" + entry)) {
      jar.putNextEntry(new JarEntry(entry));
      code.transferTo(jar);
      jar.closeEntry();
    }
    return "-javaagent:" + archive;
  }

  @Override
  public int identifier() {
    return whole.identifier();
  }

  @Override
  public String manifest(Object message) {
    return whole.manifest(message);
  }

  @Override
  public byte[] toBinary(Object message) {
    return whole.toBinary(message);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    if (LOST.contains(manifest)) {
      throw new NotSerializableException(manifest + " is lost on purpose");
    }
    return whole.fromBinary(bytes, manifest);
  }
}
