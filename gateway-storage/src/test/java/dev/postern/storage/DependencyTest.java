package dev.postern.storage;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What this module may know of. */
@AnalyzeClasses(packages = "dev.postern.storage")
class DependencyTest {
  @ArchTest
  static final ArchRule mapDb_staysBehindTheJournal =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.postern.storage.journal")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.mapdb..");

  @ArchTest
  static final ArchRule netty_isNotKnown =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule theModulesAbove_areNotKnown =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.postern.net..", "dev.postern.app..");

  @ArchTest
  static final ArchRule theInterfaces_doNotKnowTheJournal =
      noClasses()
          .that()
          .resideInAPackage("dev.postern.storage")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.postern.storage.journal");
}
