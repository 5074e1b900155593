package io.poolwatch.net;

import io.poolwatch.model.TlsSpec;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import org.jspecify.annotations.Nullable;

/**
 * The name of a server in a handshake.
 *
 * <p>Only a host name of letters, digits and hyphens can be sent and verified: RFC 6066, section 3.
 * Another, such as {@code my_service}, is not sent, and is an error where it would be verified.
 */
final class ServerNames {
  private ServerNames() {}

  /** The name to send, without the dot that ends an absolute name; null for none. */
  static @Nullable String of(TlsSpec tls) {
    String name = tls.serverName();
    if (name == null) {
      return null;
    }
    String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return isHostName(plain) ? new SNIHostName(plain).getAsciiName() : null;
  }

  /** Why a name can't be used as asked; null if it can. */
  static @Nullable String problem(TlsSpec tls) {
    String name = tls.serverName();
    if (name == null || tls.verify() != TlsSpec.Verify.REQUIRED || of(tls) != null) {
      return null;
    }
    return "server-name "
        + name
        + " is not a host name, so no certificate can be verified for it"
        + " (set another server-name, or verify = chain)";
  }

  /** The name in the form that the TLS library takes. */
  static List<SNIServerName> sni(@Nullable String name) {
    return name == null ? List.of() : List.of(new SNIHostName(name));
  }

  private static boolean isHostName(String name) {
    try {
      return !new SNIHostName(name).getAsciiName().isEmpty();
    } catch (IllegalArgumentException notOne) {
      return false;
    }
  }
}
