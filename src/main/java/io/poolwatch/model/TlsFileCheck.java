package io.poolwatch.model;

import java.util.List;

/**
 * Looks into the files that a TLS setting names: whether they hold what they should, and whether
 * certificate and key belong together. That the files exist is known already.
 */
public interface TlsFileCheck {

  /** Finds nothing wrong with any file. */
  TlsFileCheck NONE = spec -> List.of();

  /** All that is wrong with the files of these settings; empty if a probe can use them. */
  List<Problem> problems(TlsSpec spec);

  /** Likewise of a node's files; empty if other nodes would accept what they hold. */
  default List<Problem> problems(ClusterTls tls) {
    return List.of();
  }

  /** Which setting is wrong. */
  enum Setting {
    CA_FILE,
    CERT_FILE,
    KEY_FILE,
    KEY_PASSWORD
  }

  /**
   * One thing that is wrong.
   *
   * @param setting the setting to blame
   * @param message what is wrong, without the name of the file; holds no secret
   * @param hint what to do about it; empty for none
   * @param warning whether probes can use the file all the same: a certificate past its dates must
   *     not keep a service from coming up again
   */
  record Problem(Setting setting, String message, String hint, boolean warning) {
    /** A problem that probes can't do with. */
    public Problem(Setting setting, String message, String hint) {
      this(setting, message, hint, false);
    }
  }
}
