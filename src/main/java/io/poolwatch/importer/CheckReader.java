package io.poolwatch.importer;

import io.poolwatch.importer.HttpRules.Read;
import io.poolwatch.importer.Keyword.Place;
import io.poolwatch.importer.Setting.Element;
import io.poolwatch.importer.TransportReader.Route;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes of what a section says the settings of a server's check: its type and what it does. */
final class CheckReader {
  private static final String TCP = "tcp-check";
  private static final String HTTP = "http-check";
  private static final String SCRIPT = "script";
  private static final String STEPS = "check.steps";

  private final Losses losses;
  private final Globals globals;

  CheckReader(Globals globals, Losses losses) {
    this.globals = globals;
    this.losses = losses;
  }

  /**
   * What a server's check does.
   *
   * @param settings below the server
   * @param connections how often it connects
   * @param program whether it runs a program
   */
  record Done(Settings settings, int connections, boolean program) {}

  /**
   * The check of a server.
   *
   * @param section what says what to do
   * @param settings those of its transport, which a rule may change
   */
  Done read(SectionSettings section, ServerOptions options, Route route, Settings settings) {
    TransportReader transports = new TransportReader(globals, losses);
    Connects connects = new Connects(route, transports.verified(options), losses);
    Statement said = section.check();
    CheckOption option = said == null ? null : CheckOption.named(said);
    int line = said == null ? 0 : said.line();
    if (option == CheckOption.HTTP && said != null) {
      return http(section, said, options, connects, settings);
    }
    connects.check(settings, options.line("check-ssl", options.line("no-check-ssl", line)));
    if (option == CheckOption.TCP && said != null) {
      return tcp(section.rules(TCP), connects, settings, line);
    }
    if (option == CheckOption.EXTERNAL && said != null) {
      external(section, said, settings);
      return new Done(settings, 1, true);
    }
    if (option != null && said != null) {
      protocol(option, said, settings);
    }
    tellProto(options);
    return new Done(settings, 1, false);
  }

  private Done tcp(List<Statement> rules, Connects connects, Settings settings, int line) {
    List<Element> steps = TcpRules.any(rules) ? TcpRules.steps(rules, connects, losses) : List.of();
    if (steps.isEmpty()) {
      return new Done(settings, 1, false);
    }
    settings.text("check.type", SCRIPT, line);
    settings.list(STEPS, steps, rules.get(0).line());
    return new Done(settings, Math.max(1, connections(steps)), false);
  }

  private static int connections(List<Element> steps) {
    return (int) steps.stream().filter(step -> step.value().startsWith("{ connect ")).count();
  }

  private Done http(
      SectionSettings section,
      Statement option,
      ServerOptions options,
      Connects connects,
      Settings settings) {
    List<String> arguments = option.from(2);
    Read read =
        HttpRules.read(new Statement(option.line(), arguments), section.rules(HTTP), losses);
    Statement conditional = section.last("http-check disable-on-404");
    HttpRound first = read.rounds().get(0);
    List<Statement> rules = section.rules(HTTP);
    boolean alone = read.rounds().size() == 1;
    if (alone && first.connect != null) {
      connects.check(first.connect, read.variables(), settings);
    } else {
      connects.check(settings, options.line("check-ssl", option.line()));
    }
    httpVersion(options, read, settings);
    if (!alone) {
      List<Element> steps = HttpRules.steps(read, connects, conditional);
      settings.text("check.type", SCRIPT, option.line());
      settings.list(STEPS, steps, rules.isEmpty() ? option.line() : rules.get(0).line());
      return new Done(settings, read.rounds().size(), false);
    }
    settings.text("check.type", "http", option.line());
    int from = requestLine(rules, option.line());
    first.request().forEach((name, value) -> settings.raw("check.request." + name, value, from));
    if (!first.expects().isEmpty()) {
      settings.list("check.expect", first.expects(), option.line());
    }
    if (conditional != null) {
      settings.raw("check.conditional.status", "\"404\"", conditional.line());
    }
    return new Done(settings, 1, false);
  }

  private static int requestLine(List<Statement> rules, int otherwise) {
    return rules.stream()
        .filter(rule -> rule.keyword().equals("send"))
        .mapToInt(Statement::line)
        .findFirst()
        .orElse(otherwise);
  }

  /** HTTP/2 where it is forced or alone is offered; HTTP/1 where the server would choose. */
  private void httpVersion(ServerOptions options, Read read, Settings settings) {
    for (HttpRound round : read.rounds()) {
      Options rule = round.connect;
      String proto = rule == null ? null : rule.get("proto");
      String alpn = rule == null ? null : rule.get("alpn");
      boolean forced =
          "h2".equals(proto) || (rule == null && options.value("check-proto").equals("h2"));
      if (forced || "h2".equals(alpn)) {
        round.overHttp2();
      }
    }
    Setting own = settings.get("check.tls.alpn");
    Setting offered = own != null ? own : settings.get("transport.tls.alpn");
    if (offered == null || !offered.value().contains("h2")) {
      return;
    }
    if (offered.value().equals("[ h2 ]")) {
      read.rounds().forEach(HttpRound::overHttp2);
    } else if (!options.value("check-proto").equals("h2")) {
      losses.add(
          offered.line(), "alpn", "the check speaks HTTP/1.1, whatever the server would choose");
      settings.raw("check.tls.alpn", "[ \"http/1.1\" ]", offered.line());
    }
  }

  private void tellProto(ServerOptions options) {
    String proto = options.value("check-proto");
    if (!proto.isEmpty() && !proto.equals("none") && !proto.equals("h1")) {
      losses.add(options.line("check-proto", 0), "check-proto " + proto, "not spoken here");
    }
  }

  private void protocol(CheckOption option, Statement said, Settings settings) {
    int line = said.line();
    String type = option.name().toLowerCase(Locale.ROOT).replace('_', '-');
    settings.text("check.type", type, line);
    switch (option) {
      case SMTP -> hello(said, settings);
      case MYSQL -> {
        if (said.word(2).equals("user")) {
          settings.quoted("check.mysql.user", text(said.word(3)), line);
          if (said.word(4).equals("pre-41")) {
            losses.add(line, "mysql-check pre-41", "logins are those of MySQL 4.1 and later");
          }
        }
      }
      case PGSQL -> settings.quoted("check.pgsql.user", text(said.word(3)), line);
      default -> {
        // No settings.
      }
    }
  }

  /** An unknown word is taken for {@code HELO localhost}, as HAProxy does. */
  private static void hello(Statement said, Settings settings) {
    String word = said.word(2);
    boolean known = word.equals("HELO") || word.equals("EHLO");
    if (known && !said.word(3).isEmpty()) {
      settings.quoted("check.smtp.hello", word + " " + text(said.word(3)), said.line());
    }
  }

  private void external(SectionSettings section, Statement said, Settings settings) {
    Statement command = section.last("external-check command");
    losses.add(said.line(), "option external-check", "start Poolwatch with --allow-exec DIRECTORY");
    settings.text("check.type", "exec", said.line());
    settings.remove("check.address");
    settings.remove("check.port");
    if (command != null) {
      settings.quoted("check.exec.command", text(command.word(2)), command.line());
    }
  }

  private static String text(String word) {
    return Bytes.text(word).orElse(word);
  }

  /** The port of the first rule that connects; null if there is none, or not one that is known. */
  @Nullable String firstPort(SectionSettings section, Connects connects) {
    Statement said = section.check();
    CheckOption option = said == null ? null : CheckOption.named(said);
    List<Statement> rules =
        option == CheckOption.HTTP
            ? section.rules(HTTP)
            : option == CheckOption.TCP ? section.rules(TCP) : List.of();
    Variables variables = new Variables();
    int connect =
        IntStream.range(0, rules.size())
            .filter(i -> rules.get(i).keyword().equals("connect"))
            .findFirst()
            .orElse(-1);
    if (connect < 0) {
      return null;
    }
    rules.subList(0, connect).forEach(variables::apply);
    Options rule = Options.read(Place.CONNECT, rules.get(connect), losses);
    return connects.port(rule, variables).orElse(null);
  }
}
