package io.poolwatch.sink;

import io.poolwatch.model.HostPort;
import io.poolwatch.spec.SyslogSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ways to syslog targets. */
final class SyslogTransports {
  private static final Logger LOG = LoggerFactory.getLogger(SyslogTransports.class);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

  private SyslogTransports() {}

  /** The way to a target, not open yet. */
  static SyslogTransport to(SyslogSpec target) {
    boolean counted = target.format() == SyslogSpec.Format.RFC5424;
    return switch (target.transport()) {
      case UDP, UNIX -> new Datagrams(target);
      case TCP -> new Stream(target, counted);
    };
  }

  private static InetSocketAddress resolved(SyslogSpec target) throws IOException {
    HostPort to = target.address();
    if (to == null) {
      throw new IOException("it has no address");
    }
    InetSocketAddress address = new InetSocketAddress(to.host(), to.port());
    if (address.isUnresolved()) {
      throw new UnknownHostException("unknown host " + to.host());
    }
    return address;
  }

  private static void close(@Nullable AutoCloseable resource) {
    try {
      if (resource != null) {
        resource.close();
      }
    } catch (Exception e) {
      LOG.debug("closing the way to a syslog target: {}", e.getMessage());
    }
  }

  /** One datagram a message. */
  private static final class Datagrams implements SyslogTransport {
    private final SyslogSpec target;
    private volatile @Nullable DatagramChannel channel;
    private @Nullable SocketAddress address;

    Datagrams(SyslogSpec target) {
      this.target = target;
    }

    @Override
    public void open() throws IOException {
      close();
      if (target.path() == null) {
        address = resolved(target);
        channel = DatagramChannel.open();
      } else {
        AFUNIXSocketAddress socket = AFUNIXSocketAddress.of(target.path());
        AFUNIXDatagramChannel unix = AFUNIXDatagramChannel.open();
        channel = unix;
        // Connected, so that a file that nobody listens on any more is noticed at once.
        unix.connect(socket);
        address = socket;
      }
    }

    @Override
    public void send(byte[] message) throws IOException {
      DatagramChannel open = channel;
      SocketAddress to = address;
      if (open == null || to == null) {
        throw new IOException("it is not open");
      }
      ByteBuffer bytes = ByteBuffer.wrap(message);
      if (open instanceof AFUNIXDatagramChannel unix) {
        unix.write(bytes);
      } else {
        open.send(bytes, to);
      }
    }

    @Override
    public void close() {
      SyslogTransports.close(channel);
    }
  }

  /** One connection; messages end with a line end, or have their length in front. */
  private static final class Stream implements SyslogTransport {
    private final SyslogSpec target;
    private final boolean counted;
    private volatile @Nullable Socket socket;

    /**
     * @param counted whether messages have their length in front (RFC 6587, 3.4.1)
     */
    Stream(SyslogSpec target, boolean counted) {
      this.target = target;
      this.counted = counted;
    }

    @Override
    public void open() throws IOException {
      close();
      Socket fresh = new Socket();
      socket = fresh;
      fresh.connect(resolved(target), Math.toIntExact(CONNECT_LIMIT.toMillis()));
      fresh.setTcpNoDelay(true);
    }

    @Override
    public void send(byte[] message) throws IOException {
      Socket open = socket;
      if (open == null) {
        throw new IOException("it is not open");
      }
      OutputStream out = open.getOutputStream();
      if (counted) {
        byte[] length = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[length.length + message.length];
        System.arraycopy(length, 0, frame, 0, length.length);
        System.arraycopy(message, 0, frame, length.length, message.length);
        out.write(frame);
      } else {
        out.write(message);
      }
    }

    @Override
    public void close() {
      SyslogTransports.close(socket);
    }
  }
}
