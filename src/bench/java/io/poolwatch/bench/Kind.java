package io.poolwatch.bench;

/** What the probes of a benchmark do. */
enum Kind {
  CONNECT("connect", 8),
  HTTP("http", 6),
  TLS("http over TLS, full handshakes", 4),
  TLS_RESUMED("http over TLS, resumed sessions", 4);

  private final String words;
  private final int budget;

  Kind(String words, int budget) {
    this.words = words;
    this.budget = budget;
  }

  String words() {
    return words;
  }

  /** The most that a probe may take of the CPU, as a multiple of HAProxy's. */
  int budget() {
    return budget;
  }

  boolean tls() {
    return this == TLS || this == TLS_RESUMED;
  }

  boolean http() {
    return this != CONNECT;
  }
}
