package io.unjam.transformers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the packages of this module, as the design draws them. */
class ArrowsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.unjam.transformers");

  @Test
  void packagesFormNoCycle() {
    slices().matching("io.unjam.transformers.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theModelKnowsNothingOfPlansAndEdits() {
    noClasses()
        .that()
        .resideInAnyPackage("..transformers.rule..", "..transformers.catalog..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..transformers.plan..",
            "..transformers.proof..",
            "..transformers.edit..",
            "org.objectweb.asm..")
        .check(CLASSES);
  }

  @Test
  void plansKnowNothingOfEdits() {
    noClasses()
        .that()
        .resideInAnyPackage("..transformers.plan..", "..transformers.proof..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..transformers.edit..")
        .check(CLASSES);
  }

  @Test
  void readingClassFilesNeedsNothingElseOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("..transformers.classfile..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..transformers.rule..",
            "..transformers.catalog..",
            "..transformers.plan..",
            "..transformers.proof..",
            "..transformers.edit..")
        .check(CLASSES);
  }

  @Test
  void editedCodeLinksToTheRuntimeByNameAlone() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.unjam.runtime..")
        .check(CLASSES);
  }

  @Test
  void nothingIsCalledUtils() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .check(CLASSES);
  }

  @Test
  void nothingWritesToTheStandardStreams() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }
}
