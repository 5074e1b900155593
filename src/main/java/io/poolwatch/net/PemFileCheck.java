package io.poolwatch.net;

import io.poolwatch.model.TlsFileCheck;
import io.poolwatch.model.TlsSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads the PEM files of a TLS setting as a probe would, and tells which setting is to blame. Files
 * that are not there are none of its business: whoever asks has told that already.
 */
public final class PemFileCheck implements TlsFileCheck {
  private interface Reading {
    Object read() throws TlsFileException;
  }

  @Override
  public List<Problem> problems(TlsSpec spec) {
    List<Problem> problems = new ArrayList<>();
    Path caFile = spec.caFile();
    if (caFile != null) {
      collect(problems, Setting.CA_FILE, caFile, () -> PemFiles.certificates(caFile, "ca-file"));
    }
    Path certFile = spec.certFile();
    if (certFile != null) {
      int before = problems.size();
      collect(
          problems,
          Setting.CERT_FILE,
          certFile,
          () -> PemFiles.certificates(certFile, "cert-file"));
      if (problems.size() == before) {
        Path keyFile = spec.keyFile() == null ? certFile : spec.keyFile();
        collect(problems, Setting.KEY_FILE, keyFile, () -> ClientIdentity.read(spec));
      }
    }
    return problems;
  }

  private static void collect(List<Problem> problems, Setting setting, Path file, Reading reading) {
    if (!Files.isReadable(file)) {
      return;
    }
    try {
      reading.read();
    } catch (TlsFileException problem) {
      problems.add(new Problem(setting, withoutName(problem, file), ""));
    }
  }

  /** Users are told setting and file already. */
  private static String withoutName(TlsFileException problem, Path file) {
    String message = Objects.requireNonNullElse(problem.getMessage(), "can't be used");
    int at = message.indexOf(" " + file);
    if (at < 0 || message.indexOf(' ') != at) {
      return message;
    }
    return message.substring(at + 1 + file.toString().length()).replaceFirst("^:? ", "");
  }
}
