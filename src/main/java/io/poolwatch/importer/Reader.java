package io.poolwatch.importer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Makes of a configuration's text the statements that count: those outside of conditional blocks,
 * and inside of the branches whose condition holds. A condition of which nothing can be known is a
 * loss, and its branch counts.
 */
final class Reader {
  private final Losses losses;
  private final Environment environment;
  private final List<Statement> statements = new ArrayList<>();
  private final Deque<Branch> branches = new ArrayDeque<>();
  private boolean inGlobal;

  private Reader(Losses losses, Environment environment) {
    this.losses = losses;
    this.environment = environment;
  }

  /**
   * A conditional block in which a statement stands.
   *
   * @param line where it begins
   * @param active whether the current branch counts
   * @param decided whether a branch counted already, or none may
   */
  private record Branch(int line, boolean active, boolean decided) {}

  /**
   * The statements of a text, in which a character stands for a byte.
   *
   * @param file the file's name, which a configuration may ask for
   */
  static List<Statement> statements(
      String text, String file, Environment environment, Losses losses) {
    Reader reader = new Reader(losses, environment);
    environment.place(".FILE", file);
    environment.place(".SECTION", "");
    int number = 0;
    for (String line : text.split("\n", -1)) {
      reader.read(++number, line);
    }
    reader.branches.forEach(open -> losses.add(open.line(), ".if", "has no .endif"));
    return List.copyOf(reader.statements);
  }

  private void read(int number, String line) {
    environment.place(".LINE", Integer.toString(number));
    boolean counts = counts();
    List<String> words =
        Lexer.words(
            line,
            environment,
            trouble -> {
              if (counts) {
                losses.add(number, trouble);
              }
            });
    if (words.isEmpty()) {
      return;
    }
    Statement statement = new Statement(number, words);
    if (statement.keyword().startsWith(".")) {
      directive(statement);
    } else if (counts) {
      take(statement);
    }
  }

  private boolean counts() {
    return branches.isEmpty() || branches.peek().active();
  }

  private void take(Statement statement) {
    if (Sections.begins(statement)) {
      inGlobal = statement.keyword().equals("global");
      String name = statement.word(1);
      environment.place(".SECTION", name.isEmpty() ? statement.keyword() : name);
    }
    if (!inGlobal || !environment.apply(statement)) {
      statements.add(statement);
    }
  }

  private void directive(Statement statement) {
    switch (statement.keyword()) {
      case ".if" -> {
        boolean outer = counts();
        boolean active = outer && holds(statement);
        branches.push(new Branch(statement.line(), active, active || !outer));
      }
      case ".elif", ".else" -> {
        Branch branch = branches.poll();
        if (branch == null) {
          losses.add(statement.line(), statement.keyword(), "there is no .if");
        } else {
          boolean last = statement.keyword().equals(".else");
          boolean active = !branch.decided() && (last || holds(statement));
          branches.push(new Branch(branch.line(), active, branch.decided() || active));
        }
      }
      case ".endif" -> {
        if (branches.poll() == null) {
          losses.add(statement.line(), ".endif", "there is no .if");
        }
      }
      case ".alert" -> {
        if (counts()) {
          losses.add(
              statement.line(),
              ".alert",
              "HAProxy would refuse the file: " + Bytes.shown(statement.word(1)));
        }
      }
      case ".diag", ".notice", ".warning" -> {}
      default -> losses.add(statement.line(), statement.keyword(), "no such directive");
    }
  }

  private boolean holds(Statement statement) {
    String condition = String.join(" ", statement.from(1));
    Truth truth = Condition.of(condition, environment);
    if (truth == Truth.UNKNOWN) {
      losses.add(
          statement.line(),
          statement.keyword(),
          "nothing is known of " + Bytes.shown(condition) + ": taken for true");
    }
    return truth != Truth.FALSE;
  }
}
