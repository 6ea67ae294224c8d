package dev.postern.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction of dependencies over all modules; each module's own tests hold its inner ones. */
@AnalyzeClasses(packages = "dev.postern", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  @ArchTest
  static final ArchRule modulesSeeOnlyThoseBelow =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("sphinx-core")
          .definedBy("dev.postern.sphinx..")
          .layer("gateway-storage")
          .definedBy("dev.postern.storage..")
          .layer("gateway-net")
          .definedBy("dev.postern.net..")
          .layer("gateway-app")
          .definedBy("dev.postern.app..")
          .whereLayer("gateway-app")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("gateway-net")
          .mayOnlyBeAccessedByLayers("gateway-app")
          .whereLayer("gateway-storage")
          .mayOnlyBeAccessedByLayers("gateway-net", "gateway-app");

  @ArchTest
  static final ArchRule onlyTheJournalKnowsMapDb =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.postern.storage.journal..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.mapdb..");

  @ArchTest
  static final ArchRule coreAndStorageKnowNoNetty =
      noClasses()
          .that()
          .resideInAnyPackage("dev.postern.sphinx..", "dev.postern.storage..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule packagesMakeNoCircles =
      slices().matching("dev.postern.(**)").should().beFreeOfCycles();
}
