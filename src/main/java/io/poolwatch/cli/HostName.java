package io.poolwatch.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine: what a node is called where nothing else is configured. */
final class HostName {
  /** The kernel's own word; asking Java would look up its address as well, which may take long. */
  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

  private static final String UNKNOWN = "localhost";

  private HostName() {}

  static String get() {
    return of(KERNEL);
  }

  /** The name in a file; the system's own where there is no such file. */
  static String of(Path file) {
    try {
      String name = Files.readString(file).strip();
      return name.isEmpty() ? UNKNOWN : name;
    } catch (IOException noSuchKernel) {
      return lookedUp();
    }
  }

  private static String lookedUp() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return UNKNOWN;
    }
  }
}
