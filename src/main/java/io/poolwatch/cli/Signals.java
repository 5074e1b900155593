package io.poolwatch.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Handles signals of the operating system, so that the process decides itself how it ends: left to
 * the JVM, SIGTERM ends in exit code 143.
 *
 * <p>Uses {@code sun.misc.Signal} of the module {@code jdk.unsupported}, which every JDK ships. The
 * compiler warns about any direct use and can't be told not to, hence the reflection.
 */
final class Signals {

  private Signals() {}

  /**
   * Runs an action on every arrival of a signal, on a thread of the JVM's.
   *
   * @param name without SIG: {@code TERM}, {@code INT}, {@code HUP}
   * @throws IllegalStateException if the JVM can't handle this signal
   */
  static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler act =
          (proxy, method, args) ->
              switch (method.getName()) {
                case "handle" -> {
                  action.run();
                  yield null;
                }
                case "equals" -> proxy == args[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "handler of SIG" + name;
              };
      Object made =
          Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, act);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), made);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM can't handle SIG" + name, e);
    }
  }
}
