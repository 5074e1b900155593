package io.poolwatch.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.spec.RuntimeApiSpec;
import io.poolwatch.spec.SinksSpec;
import io.poolwatch.spec.SyslogSpec;
import io.poolwatch.spec.SyslogSpec.Emit;
import io.poolwatch.spec.SyslogSpec.Facility;
import io.poolwatch.spec.SyslogSpec.Format;
import io.poolwatch.spec.SyslogSpec.Severity;
import io.poolwatch.spec.SyslogSpec.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told what happens. What is wrong there is in {@code bad/sinks.conf}. */
final class SinksReaderTest {
  @TempDir private Path temp;

  private SinksSpec sinks(String settings) {
    String text = "poolwatch { pools.web.servers.web1 = \"10.0.0.1:80\"\n" + settings + "\n}";
    return Configs.loaded(Configs.write(temp, "p.conf", text), Configs.OPTIONS).spec().sinks();
  }

  @Test
  void nobodyIsToldUnlessThatIsSaid() {
    assertThat(sinks("")).isEqualTo(SinksSpec.NONE);
    assertThat(sinks("syslog = []")).isEqualTo(SinksSpec.NONE);
  }

  @Test
  void aSyslogTargetHasDefaults() {
    SyslogSpec target = sinks("syslog = [ { address = \"10.0.0.9:514\" } ]").syslog().get(0);

    assertThat(target.target()).isEqualTo("udp@10.0.0.9:514");
    assertThat(target.facility()).isEqualTo(Facility.LOCAL0);
    assertThat(target.level()).isEqualTo(Severity.INFO);
    assertThat(target.format()).isEqualTo(Format.HAPROXY);
    assertThat(target.emit()).isEqualTo(Emit.ONE);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.9:514, UDP, udp@10.0.0.9:514",
    "udp@log.example.org:514, UDP, udp@log.example.org:514",
    "tcp@[::1]:601, TCP, tcp@[::1]:601",
    "/dev/log, UNIX, unix@/dev/log",
    "unix@/dev/log, UNIX, unix@/dev/log"
  })
  void aTargetIsWrittenAsHaproxyDoes(String address, Transport transport, String target) {
    SyslogSpec spec = sinks("syslog = [ { address = \"" + address + "\" } ]").syslog().get(0);

    assertThat(spec.transport()).isEqualTo(transport);
    assertThat(spec.target()).isEqualTo(target);
  }

  @Test
  void aTargetSaysWhatItWants() {
    SyslogSpec target =
        sinks(
                "syslog = [ { address = /dev/log, facility = auth2, level = emerg, format ="
                    + " rfc5424, emit = each } ]")
            .syslog()
            .get(0);

    assertThat(target.facility().number()).isEqualTo(10);
    assertThat(target.emit()).isEqualTo(Emit.EACH);
    assertThat(target.level()).isEqualTo(Severity.EMERG);
    assertThat(target.format()).isEqualTo(Format.RFC5424);
  }

  @Test
  void theAgentIsOnWhereItsBlockIs() {
    assertThat(sinks("haproxy-agent {}").haproxyAgent())
        .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9707));
    assertThat(sinks("haproxy-agent { host = \"::1\", port = 0 }").haproxyAgent())
        .extracting(address -> address == null ? -1 : address.getPort())
        .isEqualTo(0);
  }

  @Test
  void runtimeCommandsAreTakenWhereThatIsSaid() {
    RuntimeApiSpec api =
        runtime(
            "path = api.sock, level = admin, address = \"127.0.0.1:9999\""
                + ", allow-addresses = [\"0.0.0.0/0\", \"10.1.2.3\", \"fd00::/8\"]");

    assertThat(api.path()).isEqualTo(temp.resolve("api.sock"));
    assertThat(api.address())
        .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9999));
    assertThat(api.level()).isEqualTo(RuntimeApiSpec.Level.ADMIN);
    assertThat(api.allowAddresses()).hasToString("[0.0.0.0/0, 10.1.2.3/32, fd00:0:0:0:0:0:0:0/8]");
  }

  @Test
  void whoMayNotBeToldOtherwiseOnlyLooks() {
    assertThat(runtime("path = api.sock").level()).isEqualTo(RuntimeApiSpec.Level.USER);
  }

  private RuntimeApiSpec runtime(String settings) {
    return requireNonNull(sinks("runtime-api { " + settings + " }").runtimeApi());
  }
}
