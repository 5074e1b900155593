package io.poolwatch.net;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;

/** Accepts every certificate: what {@code verify = none} asks for. */
final class TrustAnyone extends EngineTrust {
  private static final X509Certificate[] NONE = {};

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return NONE.clone();
  }
}
