package io.poolwatch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Who may import whom, and what every class owes the whole. The picture is in architecture.md. */
@AnalyzeClasses(packages = "io.poolwatch", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  /** Fewer classes than this mean that the rules looked in the wrong place: raise it as we grow. */
  private static final int LEAST_CLASSES = 110;

  private static final String ROOT = "io.poolwatch.";

  private static final String[] PURE = {
    "io.poolwatch.model..", "io.poolwatch.check..", "io.poolwatch.protocol.."
  };

  /**
   * Of the packages that do input and output, the types that do none; among them what the HTTP
   * parser's library names in its signatures, where it reads from memory.
   */
  private static final Set<String> PLAIN_VALUES =
      Set.of(
          "java.io.IOException",
          "java.io.Serializable",
          "java.net.Inet4Address",
          "java.net.Inet6Address",
          "java.net.InetAddress",
          "java.net.InetSocketAddress",
          "java.nio.ByteBuffer",
          "java.nio.channels.ReadableByteChannel",
          "java.nio.channels.WritableByteChannel",
          "java.nio.charset.Charset",
          "java.nio.charset.StandardCharsets",
          "java.nio.file.Path");

  /** The packages, each with those it may import beside itself. */
  private static final Map<String, Set<String>> MAY_IMPORT = mayImport();

  private static Map<String, Set<String>> mayImport() {
    Map<String, Set<String>> allowed = new TreeMap<>();
    allowed.put("model", Set.of());
    allowed.put("check", Set.of("model"));
    allowed.put("protocol", Set.of("check", "model"));
    allowed.put("spec", Set.of("check", "model"));
    allowed.put("event", Set.of("model"));
    allowed.put("config", Set.of("spec", "protocol", "check", "event", "model"));
    allowed.put("importer", with(allowed, "config"));
    allowed.put("resolve", Set.of("spec", "event", "model"));
    allowed.put("net", Set.of("event", "model"));
    allowed.put("connection", with(allowed, "net"));
    allowed.put("server", with(allowed, "connection", "resolve", "check"));
    allowed.put("pool", with(allowed, "server"));
    allowed.put("cluster", with(allowed, "pool"));
    allowed.put("metrics", with(allowed, "cluster"));
    allowed.put("node", with(allowed, "metrics"));
    allowed.put("control", with(allowed, "cluster"));
    allowed.put("sink", with(allowed, "cluster"));
    allowed.put("api", with(allowed, "control", "metrics"));
    allowed.put("demo", Set.of());
    allowed.put("cli", Set.copyOf(allowed.keySet()));
    return allowed;
  }

  /** These packages and all that they may import. */
  private static Set<String> with(Map<String, Set<String>> allowed, String... names) {
    return Stream.of(names)
        .flatMap(
            name -> Stream.concat(Stream.of(name), allowed.getOrDefault(name, Set.of()).stream()))
        .collect(Collectors.toUnmodifiableSet());
  }

  @ArchTest
  static void theRulesSeeTheWholeProgram(JavaClasses program) {
    assertThat(program.size()).isGreaterThanOrEqualTo(LEAST_CLASSES);
  }

  @ArchTest
  static void everyPackageHasItsPlaceAndIsNullMarked(JavaClasses program) {
    assertThat(program)
        .allSatisfy(
            type -> {
              assertThat(MAY_IMPORT.keySet()).contains(layer(type));
              assertThat(type.getPackage().isAnnotatedWith(NullMarked.class))
                  .as("%s has a package-info.java with @NullMarked", type.getPackageName())
                  .isTrue();
            });
  }

  @ArchTest
  static void importsGoOnlyWhereTheyMay(JavaClasses program) {
    MAY_IMPORT.forEach(
        (from, to) -> {
          DescribedPredicate<JavaClass> allowed =
              describe("in " + to, type -> to.contains(layer(type)) || layer(type).equals(from));
          noClasses()
              .that()
              .resideInAPackage(ROOT + from + "..")
              .should()
              .dependOnClassesThat(resideInAPackage("io.poolwatch..").and(not(allowed)))
              .allowEmptyShould(true)
              .check(program);
        });
  }

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("io.poolwatch.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyConfigAndImporterTouchTheHoconLibrary =
      only("com.typesafe.config..", "config", "importer");

  @ArchTest
  static final ArchRule onlyNetAndTheDemosBackendsTouchTls = only("javax.net.ssl..", "net", "demo");

  @ArchTest
  static final ArchRule thePurePackagesTouchNoActorNoLogAndNoInputOrOutput =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "org.apache.pekko..", "org.slf4j..", "java.io..", "java.net..", "java.nio..")
                  .and(not(describe("plain values", ArchitectureTest::isPlainValue))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule thePurePackagesHaveNoClock =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .callMethodWhere(
              target(nameMatching("now|nanoTime|currentTimeMillis|sleep"))
                  .and(target(owner(resideInAnyPackage("java.lang", "java.time")))))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyCliAndEventUseTheStandardStreams =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.poolwatch.cli..", "io.poolwatch.event..")
          .should(ACCESS_STANDARD_STREAMS);

  @ArchTest
  static final ArchRule onlyCliEndsTheProcess =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.poolwatch.cli..")
          .should()
          .callMethod(System.class, "exit", int.class);

  @ArchTest
  static final ArchRule classesSayWhetherTheyMayBeExtended =
      classes().that().areNotAnonymousClasses().should(beFinalOrMeantForExtension());

  @ArchTest
  static final ArchRule theApiHandsNothingToThePoolThatAllShare =
      noClasses()
          .that()
          .resideInAPackage("io.poolwatch.api..")
          .should()
          .callMethodWhere(
              describe("a step without an executor of its own", ArchitectureTest::isForAnyThread));

  private static boolean isForAnyThread(JavaMethodCall call) {
    return call.getTarget().getName().endsWith("Async")
        && call.getTarget().getOwner().isAssignableTo(CompletionStage.class)
        && call.getTarget().getRawParameterTypes().stream()
            .noneMatch(type -> type.isAssignableTo(Executor.class));
  }

  private static ArchRule only(String library, String... packages) {
    String[] users = Stream.of(packages).map(name -> ROOT + name + "..").toArray(String[]::new);
    return noClasses()
        .that()
        .resideOutsideOfPackages(users)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library);
  }

  private static String layer(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(ROOT)) {
      return name;
    }
    String rest = name.substring(ROOT.length());
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  private static boolean isPlainValue(JavaClass type) {
    String name = type.getBaseComponentType().getName();
    return name.matches("org\\.apache\\.pekko\\.util\\.ByteString(\\$.*)?")
        || PLAIN_VALUES.contains(name);
  }

  private static ArchCondition<JavaClass> beFinalOrMeantForExtension() {
    return new ArchCondition<>("be final, abstract, sealed, a record or an enum") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean fine =
            type.isInterface()
                || type.isEnum()
                || type.getModifiers().contains(JavaModifier.FINAL)
                || type.getModifiers().contains(JavaModifier.ABSTRACT)
                || type.reflect().isSealed();
        events.add(new SimpleConditionEvent(type, fine, type.getDescription() + " is open"));
      }
    };
  }
}
