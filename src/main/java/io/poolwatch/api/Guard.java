package io.poolwatch.api;

import io.poolwatch.spec.ApiSpec;
import io.poolwatch.spec.ApiSpec.Token;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may ask what: under which name the service may be asked at all, who sends a token
 * that is known, and whether a change comes from a page of another site. Safe for any thread.
 */
final class Guard {
  /** What a route asks of who calls it. */
  enum Access {
    /** Nothing. */
    OPEN,
    /** To be on this machine, or a token. */
    READ,
    /** A token with the role {@code operate}. */
    OPERATE
  }

  private static final String SCHEME = "bearer ";

  /** A host of a Host header: a name, an IPv4 address or an IPv6 one in brackets; and a port. */
  private static final Pattern HOST = Pattern.compile("(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(:\\d{1,5})?");

  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|\\[::1]|localhost");
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");

  private final boolean local;
  private final boolean any;
  private final Set<String> names;
  private volatile Tokens tokens;

  Guard(ApiSpec spec) {
    InetSocketAddress address = spec.address();
    InetAddress ip = address.getAddress();
    this.local = ip.isLoopbackAddress();
    this.any = ip.isAnyLocalAddress();
    this.names = new HashSet<>(spec.names());
    this.names.add(literal(ip));
    this.tokens = new Tokens(spec.tokens());
  }

  /**
   * From now on these tokens are known, and no others.
   *
   * @return whether one that was known is known no more, or stands for something else
   */
  boolean use(List<Token> next) {
    boolean revoked = !next.containsAll(tokens.all());
    tokens = new Tokens(next);
    return revoked;
  }

  private static String literal(InetAddress ip) {
    String text = ip.getHostAddress();
    int zone = text.indexOf('%');
    String bare = zone < 0 ? text : text.substring(0, zone);
    return bare.indexOf(':') < 0 ? bare : "[" + bare + "]";
  }

  /**
   * Lets a request in.
   *
   * @return who asks
   * @throws Refused if it is not let in
   */
  Caller admit(Call call, Access access) throws Refused {
    checkHost(call);
    if (access == Access.OPEN) {
      return Caller.ANYONE;
    }
    Caller caller = caller(call, access);
    if (access == Access.OPERATE) {
      checkOrigin(call);
      if (!caller.operates()) {
        throw new Refused(403, "the token of " + caller.name() + " may only read");
      }
    }
    return caller;
  }

  /** Whether a request that was let in would be let in still: a token may be revoked by now. */
  boolean admits(Call call, Access access) {
    try {
      admit(call, access);
      return true;
    } catch (Refused refused) {
      return false;
    }
  }

  /** A name that leads here but is not ours is how a web page reaches what only we should. */
  private void checkHost(Call call) throws Refused {
    String host = call.header("host");
    String lower = host == null ? "" : host.toLowerCase(Locale.ROOT);
    Matcher parts = HOST.matcher(lower);
    if (!parts.matches() || !ours(parts.group(1))) {
      throw new Refused(
          421, "this is not the host that was asked for; poolwatch.api.names has those it is");
    }
  }

  private boolean ours(String host) {
    return LOOPBACK.matcher(host).matches()
        || names.contains(host)
        || (any && LITERAL.matcher(host).matches());
  }

  private Caller caller(Call call, Access access) throws Refused {
    Tokens known = tokens;
    String sent = call.header("authorization");
    if (sent == null) {
      if (access == Access.READ && local) {
        return Caller.ANYONE;
      }
      throw unauthorized(
          known.none()
              ? "this needs a token, and poolwatch.api.tokens has none"
              : "this needs a token: Authorization: Bearer TOKEN");
    }
    Token owner = owner(known, sent);
    if (owner == null) {
      throw unauthorized("this token is not known");
    }
    return new Caller(owner.name(), owner.role());
  }

  private static @Nullable Token owner(Tokens known, String sent) {
    return sent.toLowerCase(Locale.ROOT).startsWith(SCHEME)
        ? known.owner(sent.substring(SCHEME.length()).strip())
        : null;
  }

  private static Refused unauthorized(String why) {
    return new Refused(
        Reply.problem(401, why).with("WWW-Authenticate", "Bearer realm=\"poolwatch\""));
  }

  private void checkOrigin(Call call) throws Refused {
    String origin = call.header("origin");
    String site = call.header("sec-fetch-site");
    boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
    if (foreign || (origin != null && !own(origin, call.header("host")))) {
      throw new Refused(403, "a page of another site may not change anything here");
    }
  }

  /** A proxy in front may speak TLS where we do not. */
  private static boolean own(String origin, @Nullable String host) {
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }
}
