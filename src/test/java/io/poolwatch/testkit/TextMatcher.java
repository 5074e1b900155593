package io.poolwatch.testkit;

import io.poolwatch.check.Matcher;
import java.nio.charset.StandardCharsets;

/** Finds a text anywhere in a reply, the simple way. */
public record TextMatcher(String text) implements Matcher {

  @Override
  public Search begin() {
    return (data, length, last) ->
        new String(data, 0, length, StandardCharsets.ISO_8859_1).contains(text);
  }

  @Override
  public int minLength() {
    return text.length();
  }

  @Override
  public String describe() {
    return "string '" + text + "'";
  }
}
