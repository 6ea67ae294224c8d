package dev.postern.sphinx;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.postern.sphinx.crypto.CryptoEngine;
import java.security.SecureRandom;

/** The core is bytes in, value out. */
@AnalyzeClasses(packages = "dev.postern", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule core_knowsNoNetworkLoggerClockOrThread =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "io.netty..",
                      "org.slf4j..",
                      "java.util.logging..",
                      "java.nio.channels..",
                      "java.nio.file..",
                      "java.io..",
                      "java.util.concurrent..")
                  .and(not(belongToAnyOf(java.io.Serializable.class)))
                  .or(
                      belongToAnyOf(
                          System.Logger.class,
                          java.time.Clock.class,
                          java.time.Instant.class,
                          java.net.Socket.class,
                          java.net.ServerSocket.class,
                          Thread.class)));

  @ArchTest
  static final ArchRule core_asksNobodyForTimeOrRandomness =
      noClasses()
          .should()
          .callConstructor(SecureRandom.class)
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule primitives_areNamedInNineFiles =
      noClasses()
          .that()
          .doNotHaveSimpleName("SharedPrimitives")
          .and()
          .doNotHaveSimpleName("ConscryptPrimitives")
          .and()
          .doNotHaveSimpleName("PureJavaPrimitives")
          .and()
          .doNotHaveSimpleName("JdkAes")
          .and()
          .doNotHaveSimpleName("Curve25519")
          .and()
          .doNotHaveSimpleName("Engines")
          .and()
          .doNotHaveSimpleName("BouncyCastleSignatures")
          .and()
          .doNotHaveSimpleName("ConscryptSignatures")
          .and()
          .doNotHaveSimpleName("ConscryptKeyPairs")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "javax.crypto..",
              "org.bouncycastle..",
              "org.conscrypt..",
              "com.google.crypto.tink.subtle..",
              "com.google.crypto.tink.internal..");

  @ArchTest
  static final ArchRule crypto_knowsNothingOfPackets =
      noClasses()
          .that()
          .resideInAPackage("dev.postern.sphinx.crypto")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.postern.sphinx");

  @ArchTest
  static final ArchRule engines_areChosenByTheCaller =
      noClasses()
          .that()
          .resideInAPackage("dev.postern.sphinx")
          .should()
          .callMethod(CryptoEngine.class, "best")
          .orShould()
          .callMethod(CryptoEngine.class, "pureJava");

  @ArchTest
  static final ArchRule publicTypes_standInTheTwoPackages =
      classes().should().resideInAnyPackage("dev.postern.sphinx", "dev.postern.sphinx.crypto");
}
