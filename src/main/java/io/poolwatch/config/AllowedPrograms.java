package io.poolwatch.config;

import io.poolwatch.model.ProgramPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The external programs that checks may run: those in one directory, named when the process is
 * started and so by nobody who can only write its configuration.
 *
 * @param directory the directory; null if no program may be run
 * @param look whether files are looked at
 */
record AllowedPrograms(@Nullable Path directory, boolean look) {
  private static final String OPTION = "--allow-exec";
  private static final String ROOT = "root";

  /**
   * The file of a program, all symbolic links resolved.
   *
   * @throws InvalidSetting if it may not be run
   */
  Path find(String command) throws InvalidSetting {
    Path path = path(command);
    if (!path.isAbsolute()) {
      throw new InvalidSetting("must be an absolute path, not " + Text.shortQuote(command), "");
    }
    if (!look) {
      return path;
    }
    if (directory == null) {
      throw new InvalidSetting(
          "no program may be run", "start poolwatch with " + OPTION + " " + parent(path));
    }
    try {
      return inside(path.toRealPath(), directory.toRealPath());
    } catch (IOException e) {
      throw new InvalidSetting("can't be found: " + e.getMessage(), "");
    }
  }

  private static Path path(String command) throws InvalidSetting {
    try {
      return Path.of(command);
    } catch (InvalidPathException e) {
      throw new InvalidSetting(Text.shortQuote(command) + " is no file name", "");
    }
  }

  private static Path inside(Path program, Path allowed) throws IOException, InvalidSetting {
    if (!program.startsWith(allowed)) {
      throw new InvalidSetting(
          program + " is not in " + allowed, "that is what " + OPTION + " says");
    }
    if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
      throw new InvalidSetting(program + " is no program that this user may run", "chmod +x");
    }
    for (Path part = program; part.startsWith(allowed); part = parent(part)) {
      refuseWritable(part);
      refuseForeign(part);
    }
    if (!Files.isExecutable(ProgramPlan.SETSID)) {
      throw new InvalidSetting(
          "needs " + ProgramPlan.SETSID + ", which is not there", "install util-linux");
    }
    return program;
  }

  /** The root of the file system is above all; there is nothing further to look at. */
  private static Path parent(Path part) {
    Path parent = part.getParent();
    return parent == null ? Path.of("") : parent;
  }

  /** Its owner can make anything writable. */
  private static void refuseForeign(Path part) throws IOException, InvalidSetting {
    String owner = Files.getOwner(part).getName();
    boolean ours = ProcessHandle.current().info().user().map(owner::equals).orElse(false);
    if (!owner.equals(ROOT) && !ours) {
      throw new InvalidSetting(
          part + " belongs to " + owner + ", who could change it", "chown root " + part);
    }
  }

  /** Who can write a program, or replace it, could have anything run. */
  private static void refuseWritable(Path part) throws IOException, InvalidSetting {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(part);
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new InvalidSetting(part + " may be written by others", "chmod go-w " + part);
    }
  }
}
