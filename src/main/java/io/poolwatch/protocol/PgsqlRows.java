package io.poolwatch.protocol;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a simple query gives: of all of it the first column of the first row. */
final class PgsqlRows {
  private static final int NULL = -1;

  private boolean row;
  private @Nullable String value;

  /** Takes a message that belongs to a result; whether it does. */
  boolean take(int type, Fields fields) throws MalformedException {
    return switch (type) {
      case 'T', 'C', 'I' -> true;
      case 'D' -> {
        takeRow(fields);
        yield true;
      }
      case 'G', 'H', 'W' ->
          throw new MalformedException("the query begins a COPY, which gives no rows");
      default -> false;
    };
  }

  private void takeRow(Fields fields) throws MalformedException {
    int columns = fields.int16();
    if (row) {
      return;
    }
    row = true;
    if (columns == 0) {
      return;
    }
    int size = fields.int32();
    if (size != NULL) {
      value = new String(fields.bytes(size), StandardCharsets.ISO_8859_1);
    }
  }

  /** Whether the value is this text. */
  boolean matches(String wanted) {
    byte[] bytes = wanted.getBytes(StandardCharsets.UTF_8);
    return new String(bytes, StandardCharsets.ISO_8859_1).equals(value);
  }

  /** The value for a message: {@code 't'}, {@code NULL} or {@code no row}. */
  String describe(UnaryOperator<String> quoted) {
    if (!row) {
      return "no row";
    }
    return value == null ? "NULL" : quoted.apply(value);
  }
}
