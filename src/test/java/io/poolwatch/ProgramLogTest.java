package io.poolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The program's own log: standard output belongs to event lines. */
final class ProgramLogTest {

  @Test
  void everythingGoesToStandardErrorAlone() throws Exception {
    LoggerContext context = new LoggerContext();
    URL shipped = ProgramLogTest.class.getResource("/logback.xml");
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Objects.requireNonNull(shipped));

    assertThat(appenders(context))
        .isNotEmpty()
        .allSatisfy(
            appender ->
                assertThat(appender)
                    .isInstanceOfSatisfying(
                        ConsoleAppender.class,
                        console -> assertThat(console.getTarget()).isEqualTo("System.err")));
    context.stop();
  }

  private static List<Appender<ILoggingEvent>> appenders(LoggerContext context) {
    List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
    context
        .getLoggerList()
        .forEach(logger -> logger.iteratorForAppenders().forEachRemaining(appenders::add));
    return appenders;
  }
}
