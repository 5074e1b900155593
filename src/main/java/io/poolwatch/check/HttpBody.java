package io.poolwatch.check;

import io.poolwatch.model.Excerpt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.impl.nio.AbstractContentDecoder;
import org.apache.hc.core5.http.impl.nio.ChunkDecoder;
import org.apache.hc.core5.http.impl.nio.IdentityDecoder;
import org.apache.hc.core5.http.impl.nio.LengthDelimitedDecoder;
import org.jspecify.annotations.Nullable;

/**
 * The decoded body of a reply, as far as it has come.
 *
 * <p>Which bytes belong to it: RFC 9112, section 6.3.
 */
final class HttpBody implements HttpContent {
  private static final int FIRST_CAPACITY = 256;
  private static final String CHUNKED = "chunked";

  private final HttpInput input;
  private final @Nullable AbstractContentDecoder decoder;
  private final long announced;
  private final boolean untilClose;
  private byte[] data = new byte[0];
  private int length;

  private HttpBody(
      HttpInput input,
      @Nullable AbstractContentDecoder decoder,
      long announced,
      boolean untilClose) {
    this.input = input;
    this.decoder = decoder;
    this.announced = announced;
    this.untilClose = untilClose;
  }

  /**
   * The body that follows a head.
   *
   * @param head whether the request was a HEAD, whose reply has no body
   * @throws ProtocolException if the head contradicts itself about its length
   */
  static HttpBody of(HttpResponse response, boolean head, HttpInput input)
      throws ProtocolException {
    int code = response.getCode();
    var metrics = new BasicHttpTransportMetrics();
    if (head
        || code < HttpStatus.SC_SUCCESS
        || code == HttpStatus.SC_NO_CONTENT
        || code == HttpStatus.SC_NOT_MODIFIED) {
      return new HttpBody(input, null, 0, false);
    }
    Header[] codings = response.getHeaders("Transfer-Encoding");
    if (codings.length > 0) {
      return chunked(codings[codings.length - 1])
          ? new HttpBody(input, new ChunkDecoder(input, input, metrics), -1, false)
          : new HttpBody(input, new IdentityDecoder(input, input, metrics), -1, true);
    }
    long length = contentLength(response);
    return length < 0
        ? new HttpBody(input, new IdentityDecoder(input, input, metrics), -1, true)
        : new HttpBody(
            input, new LengthDelimitedDecoder(input, input, metrics, length), length, false);
  }

  private static boolean chunked(Header last) {
    String codings = last.getValue();
    String coding = codings.substring(codings.lastIndexOf(',') + 1).strip();
    return coding.equalsIgnoreCase(CHUNKED);
  }

  /** The announced length; -1 if none is. Repeated equal lengths count as one. */
  private static long contentLength(HttpResponse response) throws ProtocolException {
    long length = -1;
    for (Header header : response.getHeaders("Content-Length")) {
      for (String value : header.getValue().split(",", -1)) {
        long next = parseLength(value.strip());
        if (length >= 0 && next != length) {
          throw new ProtocolException("contradicting Content-Length headers");
        }
        length = next;
      }
    }
    return length;
  }

  private static long parseLength(String value) throws ProtocolException {
    boolean digits = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits || value.length() > 18) {
      throw new ProtocolException("bad Content-Length: " + Excerpt.of(value));
    }
    return Long.parseLong(value);
  }

  /** Decodes what has come. */
  void advance() throws IOException {
    if (decoder == null) {
      return;
    }
    int read = 1;
    while (read > 0 && !decoder.isCompleted()) {
      if (length == data.length) {
        int wanted = Math.max(FIRST_CAPACITY, Math.max(2 * length, length + input.length()));
        data = Arrays.copyOf(data, wanted);
      }
      read = decoder.read(ByteBuffer.wrap(data, length, data.length - length));
      length += Math.max(0, read);
    }
  }

  /** Whether all of it is there. */
  boolean complete() {
    return decoder == null || decoder.isCompleted();
  }

  @Override
  public boolean untilClose() {
    return untilClose;
  }

  @Override
  public byte[] data() {
    return data;
  }

  @Override
  public int length() {
    return length;
  }

  /** {@code 10 of 1000 bytes of the body}. */
  String progress() {
    return announced < 0
        ? Excerpt.bytes(length) + " of the body, without its end"
        : length + " of " + Excerpt.bytes(announced) + " of the body";
  }
}
