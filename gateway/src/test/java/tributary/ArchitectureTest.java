package tributary;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** The arrows between the packages, and what must be nowhere. */
@AnalyzeClasses(packages = "tributary", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule arrows = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("tributary..")
            .layer("json")
            .definedBy("tributary.json..")
            .layer("resilience")
            .definedBy("tributary.resilience..")
            .layer("expression")
            .definedBy("tributary.expression..")
            .layer("plan")
            .definedBy("tributary.plan..")
            .layer("downstream")
            .definedBy("tributary.downstream..")
            .layer("schedule")
            .definedBy("tributary.schedule..")
            .layer("health")
            .definedBy("tributary.health..")
            .layer("events")
            .definedBy("tributary.events..")
            .layer("engine")
            .definedBy("tributary.engine..")
            .layer("edge")
            .definedBy("tributary.edge..")
            .layer("metrics")
            .definedBy("tributary.metrics..")
            .layer("admin")
            .definedBy("tributary.admin..")
            .layer("observe")
            .definedBy("tributary.observe..")
            .layer("reload")
            .definedBy("tributary.reload..")
            .layer("config")
            .definedBy("tributary.config..")
            .layer("cli")
            .definedBy("tributary.cli..")
            .layer("main")
            .definedBy("tributary")
            .layer("stubs")
            .definedBy("tributary.stubs..")
            .whereLayer("json")
            .mayNotAccessAnyLayer()
            .whereLayer("resilience")
            .mayNotAccessAnyLayer()
            .whereLayer("stubs")
            .mayNotAccessAnyLayer()
            .whereLayer("observe")
            .mayOnlyAccessLayers("json")
            .whereLayer("expression")
            .mayOnlyAccessLayers("json")
            .whereLayer("plan")
            .mayOnlyAccessLayers("expression", "json", "resilience")
            .whereLayer("downstream")
            .mayOnlyAccessLayers("plan", "json", "resilience", "observe")
            .whereLayer("schedule")
            .mayOnlyAccessLayers("resilience")
            .whereLayer("events")
            .mayOnlyAccessLayers("json", "resilience", "schedule")
            .whereLayer("health")
            .mayOnlyAccessLayers("plan", "downstream", "schedule", "resilience")
            .whereLayer("engine")
            .mayOnlyAccessLayers("plan", "downstream", "expression", "json", "resilience", "observe")
            .whereLayer("edge")
            .mayOnlyAccessLayers("engine", "plan", "downstream", "json", "resilience", "observe", "events")
            .whereLayer("reload")
            .mayOnlyAccessLayers("plan")
            .whereLayer("admin")
            .mayOnlyAccessLayers(
                    "plan",
                    "reload",
                    "json",
                    "edge",
                    "metrics",
                    "observe",
                    "downstream",
                    "resilience",
                    "health",
                    "events",
                    "schedule")
            .whereLayer("metrics")
            .mayOnlyAccessLayers(
                    "plan",
                    "reload",
                    "edge",
                    "engine",
                    "downstream",
                    "resilience",
                    "observe",
                    "health",
                    "events",
                    "schedule")
            .whereLayer("config")
            .mayOnlyAccessLayers("plan", "expression", "json", "resilience")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("cli", "main");

    @ArchTest
    static final ArchRule no_circles =
            slices().matching("tributary.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule helidon_stays_at_the_edge = noClasses()
            .that()
            .resideOutsideOfPackages("tributary.edge..", "tributary.admin..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.helidon..");

    @ArchTest
    static final ArchRule yaml_stays_in_config = noClasses()
            .that()
            .resideOutsideOfPackage("tributary.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.snakeyaml..");

    @ArchTest
    static final ArchRule prometheus_stays_in_metrics = noClasses()
            .that()
            .resideOutsideOfPackage("tributary.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.prometheus..");

    @ArchTest
    static final ArchRule scopes_are_opened_in_engine_and_downstream = noClasses()
            .that()
            .resideOutsideOfPackages("tributary.engine..", "tributary.downstream..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.StructuredTaskScope");

    @ArchTest
    static final ArchRule no_empty_suffixes = classes()
            .should()
            .haveSimpleNameNotEndingWith("Impl")
            .andShould()
            .haveSimpleNameNotEndingWith("Util")
            .andShould()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper")
            .andShould()
            .haveSimpleNameNotEndingWith("Manager");
}
