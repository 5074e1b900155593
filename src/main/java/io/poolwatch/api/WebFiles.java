package io.poolwatch.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard's files, from the class path. What may be asked for is a list of names, so that no
 * path leads anywhere else.
 */
final class WebFiles {
  /** The names of the files, by the path below which they are asked for. */
  private static final Map<String, String> TYPES = types();

  private final Map<String, File> files = new LinkedHashMap<>();

  /** A file as it is sent. */
  record File(String type, String etag, ByteString plain, ByteString gzip) {}

  private static Map<String, String> types() {
    Map<String, String> types = new LinkedHashMap<>();
    types.put("index.html", "text/html; charset=UTF-8");
    return types;
  }

  private WebFiles() {}

  /** Reads all of them. */
  static WebFiles load() {
    WebFiles web = new WebFiles();
    TYPES.forEach((name, type) -> web.files.put(name, read(name, type)));
    return web;
  }

  private static File read(String name, String type) {
    try (InputStream stream = WebFiles.class.getResourceAsStream("/web/" + name)) {
      if (stream == null) {
        throw new IllegalStateException("web/" + name + " is not on the class path");
      }
      byte[] bytes = stream.readAllBytes();
      CRC32 sum = new CRC32();
      sum.update(bytes);
      String etag =
          "\"" + HexFormat.of().toHexDigits(sum.getValue(), 8) + "-" + bytes.length + "\"";
      ByteString plain = ByteString.fromArray(bytes);
      return new File(type, etag, plain, Snapshot.compress(plain));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file; null if there is none of that name. */
  @Nullable File file(String name) {
    return files.get(name);
  }

  /** The names of all files. */
  static Iterable<String> names() {
    return TYPES.keySet();
  }
}
