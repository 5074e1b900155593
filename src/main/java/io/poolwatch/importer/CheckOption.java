package io.poolwatch.importer;

import org.jspecify.annotations.Nullable;

/** The options that say what a check does, each by its name. */
enum CheckOption {
  HTTP("httpchk"),
  TCP("tcp-check"),
  SSL_HELLO("ssl-hello-chk"),
  SMTP("smtpchk"),
  MYSQL("mysql-check"),
  PGSQL("pgsql-check"),
  REDIS("redis-check"),
  LDAP("ldap-check"),
  SPOP("spop-check"),
  EXTERNAL("external-check");

  private final String name;

  CheckOption(String name) {
    this.name = name;
  }

  /** The one that a statement {@code option NAME …} or {@code type NAME …} sets; null if none. */
  static @Nullable CheckOption named(Statement statement) {
    if (statement.keyword().equals("option") || statement.keyword().equals("type")) {
      for (CheckOption option : values()) {
        if (option.name.equals(statement.word(1))) {
          return option;
        }
      }
    }
    return null;
  }
}
