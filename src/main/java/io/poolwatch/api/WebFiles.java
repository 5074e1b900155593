package io.poolwatch.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard's files, from the class path. What may be asked for is a list of names, so that no
 * path leads anywhere else.
 */
final class WebFiles {
  private static final String OWN = "/web/";

  /** The one library of the dashboard, as its package has it. */
  private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  /** Its own scripts, by the layer that they are of. */
  private static final List<String> MODULES =
      List.of(
          "app",
          "service/api",
          "service/stream",
          "model/changes",
          "model/connection",
          "model/fleet",
          "model/follower",
          "model/journal",
          "model/recent",
          "model/server",
          "model/sync",
          "view/detail",
          "view/dom",
          "view/latency",
          "view/link",
          "view/list",
          "view/notices",
          "view/overview",
          "view/rows",
          "view/spark",
          "view/summary",
          "view/timeline",
          "action/dialogs",
          "action/inspector",
          "action/keyboard");

  private static final String HTML = "text/html; charset=UTF-8";
  private static final String SCRIPT = "text/javascript; charset=UTF-8";
  private static final String STYLE = "text/css; charset=UTF-8";

  /** Where each file is, by the name that it is asked for. */
  private static final Map<String, Place> PLACES = places();

  private final Map<String, File> files = new LinkedHashMap<>();

  /**
   * A file as it is sent.
   *
   * @param etag weak: it stands for both forms
   */
  record File(String type, String etag, ByteString plain, ByteString gzip) {}

  /** Where a file is on the class path, and what it is. */
  private record Place(String path, String type) {}

  private static Map<String, Place> places() {
    Map<String, Place> places = new LinkedHashMap<>();
    places.put("index.html", new Place(OWN + "index.html", HTML));
    for (String name : MODULES) {
      places.put(name + ".js", new Place(OWN + name + ".js", SCRIPT));
    }
    places.put("app.css", new Place(OWN + "app.css", STYLE));
    places.put("uPlot.iife.min.js", new Place(CHARTS + "uPlot.iife.min.js", SCRIPT));
    places.put("uPlot.min.css", new Place(CHARTS + "uPlot.min.css", STYLE));
    return places;
  }

  private WebFiles() {}

  /** Reads all of them. */
  static WebFiles load() {
    WebFiles web = new WebFiles();
    PLACES.forEach((name, place) -> web.files.put(name, read(place)));
    return web;
  }

  private static File read(Place place) {
    try (InputStream stream = WebFiles.class.getResourceAsStream(place.path())) {
      if (stream == null) {
        throw new IllegalStateException(place.path() + " is not on the class path");
      }
      byte[] bytes = stream.readAllBytes();
      CRC32 sum = new CRC32();
      sum.update(bytes);
      String etag =
          "W/\"" + HexFormat.of().toHexDigits(sum.getValue(), 8) + "-" + bytes.length + "\"";
      ByteString plain = ByteString.fromArray(bytes);
      return new File(place.type(), etag, plain, Snapshot.compress(plain));
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
    return PLACES.keySet();
  }
}
