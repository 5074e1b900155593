package io.poolwatch.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kinds of values that settings have. */
final class Types {
  /** Any text; a number or a boolean is taken as it was written. */
  static final SettingType<String> TEXT = new TextType();

  /** {@code true} or {@code false}, or HOCON's other words for them. */
  static final SettingType<Boolean> FLAG = new FlagType();

  private static final Map<String, Boolean> FLAGS =
      Map.of("true", true, "yes", true, "on", true, "false", false, "no", false, "off", false);

  private Types() {}

  /** A whole number in a range. */
  static SettingType<Integer> integer(int min, int max) {
    return new IntegerType(min, max);
  }

  /** A time in a range; zero only if {@code min} is zero. */
  static SettingType<Duration> time(Duration min, Duration max) {
    return new TimeType(min, max);
  }

  /** An amount of bytes in a range. */
  static SettingType<Integer> size(int min, int max) {
    return new SizeType(min, max);
  }

  /** One of the words of an enum: its constants in lower case, with dashes. */
  static <E extends Enum<E>> SettingType<E> word(Class<E> type) {
    Map<String, E> words = new TreeMap<>();
    Stream.of(type.getEnumConstants()).forEach(constant -> words.put(word(constant), constant));
    return new WordType<>(words);
  }

  /** One of some words. */
  static <T> SettingType<T> oneOf(Map<String, T> words) {
    return new WordType<>(new TreeMap<>(words));
  }

  /** A list of texts. */
  static SettingType<List<String>> texts() {
    return new TextsType();
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The text of a scalar, as it was written. */
  static String scalar(ConfigValue value) throws InvalidSetting {
    if (value instanceof ConfigObject) {
      throw new InvalidSetting("must be a single value, not an object { … }", "");
    }
    if (value instanceof ConfigList) {
      throw new InvalidSetting("must be a single value, not a list [ … ]", "");
    }
    if (value.valueType() == ConfigValueType.NULL) {
      throw new InvalidSetting("must not be null", "");
    }
    return value.unwrapped() instanceof String text ? text : value.atKey("v").getString("v");
  }

  private static final class TextType implements SettingType<String> {
    @Override
    public String read(ConfigValue value) throws InvalidSetting {
      return scalar(value);
    }

    @Override
    public String show(String value) {
      return Text.quote(value);
    }
  }

  private static final class FlagType implements SettingType<Boolean> {
    @Override
    public Boolean read(ConfigValue value) throws InvalidSetting {
      String text = scalar(value);
      Boolean flag = FLAGS.get(text);
      if (flag == null) {
        throw new InvalidSetting("must be true or false, not " + Text.shortQuote(text), "");
      }
      return flag;
    }

    @Override
    public String show(Boolean value) {
      return value.toString();
    }
  }

  private record IntegerType(int min, int max) implements SettingType<Integer> {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");

    @Override
    public Integer read(ConfigValue value) throws InvalidSetting {
      String text = scalar(value).strip();
      if (WHOLE.matcher(text).matches()) {
        long number = Long.parseLong(text);
        if (number >= min && number <= max) {
          return (int) number;
        }
      }
      String range = max == Integer.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max;
      throw new InvalidSetting(
          "must be a whole number " + range + ", not " + Text.shortQuote(text), "");
    }

    @Override
    public String show(Integer value) {
      return value.toString();
    }
  }

  private record TimeType(Duration min, Duration max) implements SettingType<Duration> {
    private static final Pattern BARE = Pattern.compile("\\d+(\\.\\d+)?");
    private static final Duration SUSPICIOUS = Duration.ofMillis(100);

    /** Timers are exact to about this much. */
    private static final Duration FINEST = Duration.ofMillis(10);

    @Override
    public Duration read(ConfigValue value) throws InvalidSetting {
      String text = scalar(value).strip();
      Duration time;
      try {
        time = value.atKey("v").getDuration("v");
      } catch (ConfigException | ArithmeticException e) {
        throw new InvalidSetting(
            Text.shortQuote(text) + " is not a time",
            "a number and its unit: 500ms, 2s, 1m; the units are ns, us, ms, s, m, h, d");
      }
      if (time.isNegative() || (time.isZero() && !min.isZero())) {
        throw new InvalidSetting("must be longer than zero, not " + Text.shortQuote(text), "");
      }
      if (time.compareTo(min) < 0 || time.compareTo(max) > 0) {
        throw new InvalidSetting(
            "must be from " + show(min) + " to " + show(max) + ", not " + Text.shortQuote(text),
            "");
      }
      return time;
    }

    @Override
    public Optional<String> doubt(ConfigValue written, Duration time) {
      if (time.isZero() || time.compareTo(SUSPICIOUS) >= 0) {
        return Optional.empty();
      }
      String text = String.valueOf(written.unwrapped()).strip();
      if (BARE.matcher(text).matches()) {
        return Optional.of(
            text + " without a unit is " + text + " milliseconds; write " + text + "s for seconds");
      }
      return time.compareTo(FINEST) < 0
          ? Optional.of(show(time) + " is less than timers can tell apart (" + show(FINEST) + ")")
          : Optional.empty();
    }

    @Override
    public String show(Duration time) {
      return showTime(time);
    }
  }

  /** A time with the largest of the units h, s, ms, us, ns that leaves a whole number. */
  static String showTime(Duration time) {
    if (!time.isZero() && time.equals(Duration.ofHours(time.toHours()))) {
      return time.toHours() + "h";
    }
    int nanos = time.toNanosPart();
    if (nanos == 0) {
      return time.toSeconds() + "s";
    }
    if (nanos % 1_000_000 == 0) {
      return time.toMillis() + "ms";
    }
    return nanos % 1_000 == 0 ? time.toNanos() / 1_000 + "us" : time.toNanos() + "ns";
  }

  private record SizeType(int min, int max) implements SettingType<Integer> {
    @Override
    public Integer read(ConfigValue value) throws InvalidSetting {
      String text = scalar(value).strip();
      long bytes;
      try {
        bytes = value.atKey("v").getMemorySize("v").toBytes();
      } catch (ConfigException | ArithmeticException e) {
        throw new InvalidSetting(
            Text.shortQuote(text) + " is not a size", "a number and its unit: 512B, 16KiB, 1MiB");
      }
      if (bytes < min || bytes > max) {
        throw new InvalidSetting(
            "must be from " + show(min) + " to " + show(max) + ", not " + Text.shortQuote(text),
            "");
      }
      return (int) bytes;
    }

    @Override
    public String show(Integer bytes) {
      if (bytes > 0 && bytes % (1024 * 1024) == 0) {
        return bytes / (1024 * 1024) + "MiB";
      }
      return bytes > 0 && bytes % 1024 == 0 ? bytes / 1024 + "KiB" : bytes + "B";
    }
  }

  private record WordType<T>(Map<String, T> words) implements SettingType<T> {
    @Override
    public T read(ConfigValue value) throws InvalidSetting {
      String text = scalar(value);
      T meaning = words.get(text);
      if (meaning == null) {
        throw new InvalidSetting(
            "must be one of " + Text.list(words.keySet()) + ", not " + Text.shortQuote(text),
            Suggestions.nearest(text, words.keySet())
                .map(word -> "did you mean " + word + "?")
                .orElse(""));
      }
      return meaning;
    }

    @Override
    public String show(T value) {
      return words.entrySet().stream()
          .filter(entry -> entry.getValue().equals(value))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElseGet(value::toString);
    }
  }

  private static final class TextsType implements SettingType<List<String>> {
    @Override
    public List<String> read(ConfigValue value) throws InvalidSetting {
      if (!(value instanceof ConfigList list)) {
        throw new InvalidSetting("must be a list: [ a, b ]", "");
      }
      List<String> texts = new ArrayList<>();
      for (ConfigValue element : list) {
        texts.add(scalar(element));
      }
      return List.copyOf(texts);
    }

    @Override
    public String show(List<String> texts) {
      return Text.brackets(texts.stream().map(Text::quote).toList());
    }
  }
}
