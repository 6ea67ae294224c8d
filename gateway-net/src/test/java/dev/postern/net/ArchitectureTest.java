package dev.postern.net;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.google.common.collect.ObjectArrays;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The directions that the module's package doc draws. */
@AnalyzeClasses(packages = "dev.postern.net", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "dev.postern.net";
  private static final String[] WIRE = {
    "dev.postern.net.wire..",
    "dev.postern.net.nym09..",
    "dev.postern.net.nym11..",
    "dev.postern.net.nym2025..",
    "dev.postern.net.generations.."
  };
  private static final String DELIVERY = "dev.postern.net.delivery..";
  private static final String FORWARDING = "dev.postern.net.forwarding..";
  private static final String MIXNET = "dev.postern.net.mixnet..";
  private static final String CLIENT = "dev.postern.net.client..";

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices().matching("dev.postern.net.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule vocabulary_knowsNobody =
      noClasses()
          .that()
          .resideInAPackage(ROOT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ObjectArrays.concat(
                  WIRE, new String[] {DELIVERY, FORWARDING, MIXNET, CLIENT}, String.class));

  @ArchTest
  static final ArchRule wire_knowsNoPipeline =
      noClasses()
          .that()
          .resideInAnyPackage(WIRE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DELIVERY, FORWARDING, MIXNET, CLIENT);

  @ArchTest
  static final ArchRule wire_knowsNoStore =
      noClasses()
          .that()
          .resideInAnyPackage(WIRE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.postern.storage..");

  @ArchTest
  static final ArchRule delivery_knowsNeitherListener =
      noClasses()
          .that()
          .resideInAPackage(DELIVERY)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FORWARDING, MIXNET, CLIENT);

  @ArchTest
  static final ArchRule mixnet_knowsNeitherClientsNorWhoForwards =
      noClasses()
          .that()
          .resideInAPackage(MIXNET)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLIENT, FORWARDING);

  @ArchTest
  static final ArchRule client_knowsNotWhoForwards =
      noClasses()
          .that()
          .resideInAPackage(CLIENT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(MIXNET, FORWARDING);

  @ArchTest
  static final ArchRule forwarding_knowsOnlyTheWire =
      noClasses()
          .that()
          .resideInAPackage(FORWARDING)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DELIVERY, MIXNET, CLIENT);

  @ArchTest
  static final ArchRule nobody_knowsWhatTheStoreIsMadeOf =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.mapdb..");
}
