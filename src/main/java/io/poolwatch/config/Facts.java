package io.poolwatch.config;

import io.poolwatch.model.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The settings of one server as they were read: what each of them is in the end and where it came
 * from. Explanations are printed from it and hashes are made of it.
 */
final class Facts {
  private static final String HIDDEN = new Secret("").toString();

  private final List<Fact> facts = new ArrayList<>();
  private final List<Fact> notes = new ArrayList<>();
  private final List<String> hidden = new ArrayList<>();

  /**
   * One setting.
   *
   * @param key its key, from the server on: {@code check.timeout.connect}
   * @param shown its value in the form of HOCON; {@code ***} for a secret
   * @param from where it came from
   */
  record Fact(String key, String shown, Supplier<Place> from) {}

  /**
   * Adds a setting.
   *
   * @param from asked only if it is to be shown
   */
  void add(String key, String shown, Supplier<Place> from) {
    facts.add(new Fact(key, shown, from));
  }

  /** A value that was not written anywhere. */
  void addDefault(String key, String shown, String why) {
    String reason = why.isEmpty() ? Place.DEFAULT : Place.DEFAULT + ": " + why;
    Place place = new Place(reason, 0);
    facts.add(new Fact(key, shown, () -> place));
  }

  /** Something that explanations never show: a secret, or the content of a file. */
  void hide(String key, String content) {
    hidden.add(key + "=" + Digest.of(content));
  }

  /** Something that follows for one server, worth to be shown apart; no part of a hash. */
  void note(String title, String shown, String why) {
    Place place = new Place(why, 0);
    notes.add(new Fact(title, shown, () -> place));
  }

  /** Where a setting came from, in words: its key and its place. */
  String origin(String key) {
    return facts.stream()
        .filter(fact -> fact.key().equals(key))
        .map(fact -> key + ", " + fact.from().get())
        .findFirst()
        .orElse(key);
  }

  void addAll(Facts others) {
    facts.addAll(others.facts);
    notes.addAll(others.notes);
    hidden.addAll(others.hidden);
  }

  List<Fact> list() {
    return List.copyOf(facts);
  }

  List<Fact> notes() {
    return List.copyOf(notes);
  }

  /** Whether any of it is secret. */
  boolean confidentialInPart() {
    return facts.stream().anyMatch(fact -> fact.shown().equals(HIDDEN));
  }

  /** One line a setting, in the order of the keys; the same for every order of writing. */
  String canonical() {
    return facts.stream()
        .map(fact -> fact.key() + "=" + fact.shown() + "\n")
        .sorted()
        .collect(Collectors.joining());
  }

  /** What only a fingerprint is made of. */
  String confidential() {
    return hidden.stream().map(line -> line + "\n").sorted().collect(Collectors.joining());
  }
}
