package io.poolwatch.importer;

import io.poolwatch.importer.Setting.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a configuration as a person would have, with a comment that names each line's source. */
final class HoconWriter {
  private static final int WIDTH = 100;
  private static final int STEP = 2;

  private final List<String> lines = new ArrayList<>();
  private final Map<Integer, Origin> origins = new HashMap<>();
  private String pool = "";
  private String server = "";
  private String lastComment = "";
  private int indent;

  private HoconWriter() {}

  /**
   * What a written line is made of.
   *
   * @param pool the pool in which it stands; empty if in none
   * @param server the server in which it stands; empty if in none
   * @param settings the settings that it holds
   */
  record Origin(String pool, String server, List<Setting> settings) {}

  /**
   * What was written.
   *
   * @param text the file
   * @param origins what each line is made of, from 1; lines that hold no setting are missing
   */
  record Written(String text, Map<Integer, Origin> origins) {}

  /**
   * Writes a configuration.
   *
   * @param source the name of the file that it was made of
   */
  static Written write(Output output, String source) {
    HoconWriter writer = new HoconWriter();
    writer.document(output, source);
    return new Written(String.join("\n", writer.lines) + "\n", writer.origins);
  }

  private void document(Output output, String source) {
    line("# Imported from " + Bytes.oneLine(source) + " by poolwatch import haproxy.");
    line("# A comment \"line 12\" names the line there. See docs/haproxy.md.");
    line("");
    line("poolwatch {");
    indent += STEP;
    if (!output.process().isEmpty()) {
      children(SettingTree.of(output.process()));
      line("");
    }
    if (!output.defaults().isEmpty()) {
      block("defaults", 0, () -> children(SettingTree.of(output.defaults())));
      line("");
    }
    block("pools", 0, () -> output.pools().forEach(this::pool));
    indent -= STEP;
    line("}");
  }

  private void pool(Pool written) {
    pool = written.name();
    block(
        Hocon.key(written.name()),
        written.line(),
        () -> {
          children(SettingTree.of(written.settings()));
          block("servers", 0, () -> written.servers().forEach(this::server));
        });
    pool = "";
  }

  private void server(Server written) {
    server = written.name();
    String key = Hocon.key(written.name());
    SettingTree tree = SettingTree.of(written.settings());
    Setting alone = tree.onlySetting("address");
    if (alone != null) {
      line(key + " = " + alone.value(), List.of(alone), written.line());
    } else {
      String whole = key + " " + tree.inline();
      if (tree.inlineable() && indent + whole.length() <= WIDTH - 12) {
        line(whole, tree.settings(), written.line());
      } else {
        block(key, written.line(), () -> children(tree));
      }
    }
    server = "";
  }

  private void children(SettingTree tree) {
    tree.children().forEach(this::child);
  }

  private void child(String key, SettingTree node) {
    Setting leaf = node.leaf();
    if (leaf != null) {
      leaf(key, leaf);
      return;
    }
    SettingTree.Only only = node.onlyChild();
    if (only != null) {
      child(key + "." + only.key(), only.node());
      return;
    }
    String whole = key + " " + node.inline();
    boolean block = indent > STEP || !key.equals("check");
    if (block && node.inlineable() && node.settings().size() <= 5 && fits(whole)) {
      line(whole, node.settings(), 0);
    } else {
      block(key, 0, () -> children(node));
    }
  }

  private boolean fits(String text) {
    return indent + text.length() <= WIDTH - 12;
  }

  private void leaf(String key, Setting leaf) {
    if (leaf.elements().isEmpty()) {
      line(assigned(key, leaf.value()), List.of(leaf), 0);
      return;
    }
    String whole = key + " = " + Hocon.list(leaf.elements().stream().map(Element::value).toList());
    if (leaf.elements().size() == 1 && fits(whole)) {
      Setting shown = Setting.of(leaf.path(), "", leaf.elements().get(0).line());
      line(whole, List.of(shown), 0);
      return;
    }
    put(key + " = [", new Origin(pool, server, List.of(leaf)), "");
    indent += STEP;
    for (Element element : leaf.elements()) {
      put(element.value(), new Origin(pool, server, List.of(leaf)), comment(element.line()));
    }
    indent -= STEP;
    put("]", new Origin(pool, server, List.of(leaf)), "");
  }

  /** An object needs no sign between it and its key. */
  static String assigned(String key, String value) {
    return value.startsWith("{") ? key + " " + value : key + " = " + value;
  }

  private void block(String key, int from, Runnable content) {
    put(key + " {", new Origin(pool, server, List.of()), comment(from));
    indent += STEP;
    content.run();
    indent -= STEP;
    line("}");
  }

  private void line(String text) {
    put(text, null, "");
  }

  private void line(String text, List<Setting> settings, int from) {
    TreeSet<Integer> sources = new TreeSet<>();
    settings.forEach(setting -> sources.add(setting.line()));
    sources.add(from);
    sources.remove(0);
    String comment =
        sources.isEmpty()
            ? ""
            : (sources.size() == 1 ? "line " : "lines ")
                + sources.stream().map(String::valueOf).collect(Collectors.joining(", "));
    put(text, new Origin(pool, server, settings), comment);
  }

  private static String comment(int from) {
    return from == 0 ? "" : "line " + from;
  }

  private void put(String text, @Nullable Origin origin, String comment) {
    String padded = text.isEmpty() ? "" : " ".repeat(indent) + text;
    boolean told = comment.isEmpty() || comment.equals(lastComment);
    lines.add(told ? padded : padded + "  # " + comment);
    lastComment = comment.isEmpty() ? lastComment : comment;
    if (origin != null) {
      origins.put(lines.size(), origin);
    }
  }
}
