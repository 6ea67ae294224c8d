package dev.postern.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may know which. */
@AnalyzeClasses(packages = "dev.postern.app", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String CLI = "dev.postern.app.cli..";
  private static final String CONFIG = "dev.postern.app.config..";
  private static final String DIRECTORY = "dev.postern.app.directory..";
  private static final String DEMO = "dev.postern.app.demo..";

  @ArchTest
  static final ArchRule nothingKnowsTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CLI);

  /** Of the layers below it knows what is a value: limits, rules, addresses, files. */
  @ArchTest
  static final ArchRule configurationKnowsNoNetworkAndNoJournal =
      noClasses()
          .that()
          .resideInAPackage(CONFIG)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              DIRECTORY,
              DEMO,
              "io.netty..",
              "dev.postern.net.nym09..",
              "dev.postern.net.delivery..",
              "dev.postern.net.mixnet..",
              "dev.postern.storage.journal..");

  @ArchTest
  static final ArchRule directoryStandsAlone =
      noClasses()
          .that()
          .resideInAPackage(DIRECTORY)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.postern.app", CONFIG, DEMO, "dev.postern.net..", "dev.postern.storage..");

  @ArchTest
  static final ArchRule embeddingNeedsNoFilesOfTheCommandLine =
      noClasses()
          .that()
          .resideInAPackage("dev.postern.app")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CONFIG, DEMO, "picocli..", "org.tomlj..");
}
