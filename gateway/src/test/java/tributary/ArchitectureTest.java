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
            .layer("tls")
            .definedBy("tributary.tls..")
            .layer("downstream")
            .definedBy("tributary.downstream..")
            .layer("schedule")
            .definedBy("tributary.schedule..")
            .layer("token")
            .definedBy("tributary.token..")
            .layer("health")
            .definedBy("tributary.health..")
            .layer("jobs")
            .definedBy("tributary.jobs..")
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
            .layer("spans")
            .definedBy("tributary.spans..")
            .layer("logs")
            .definedBy("tributary.logs..")
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
            .whereLayer("spans")
            .mayOnlyAccessLayers("observe")
            .whereLayer("spans")
            .mayOnlyBeAccessedByLayers("metrics", "main")
            .whereLayer("logs")
            .mayOnlyAccessLayers("json", "observe")
            .whereLayer("expression")
            .mayOnlyAccessLayers("json")
            .whereLayer("plan")
            .mayOnlyAccessLayers("expression", "json", "resilience")
            .whereLayer("tls")
            .mayOnlyAccessLayers("plan")
            .whereLayer("tls")
            .mayOnlyBeAccessedByLayers("edge", "token", "main")
            .whereLayer("downstream")
            .mayOnlyAccessLayers("plan", "json", "resilience", "observe")
            .whereLayer("schedule")
            .mayOnlyAccessLayers("resilience")
            .whereLayer("token")
            .mayOnlyAccessLayers("plan", "downstream", "schedule", "resilience", "json", "tls")
            .whereLayer("events")
            .mayOnlyAccessLayers("json", "resilience", "schedule")
            .whereLayer("health")
            .mayOnlyAccessLayers("plan", "downstream", "schedule", "resilience")
            .whereLayer("jobs")
            .mayOnlyAccessLayers("json", "resilience")
            .whereLayer("engine")
            .mayOnlyAccessLayers("plan", "downstream", "expression", "json", "resilience", "observe")
            .whereLayer("edge")
            .mayOnlyAccessLayers(
                    "engine", "jobs", "plan", "downstream", "json", "resilience", "observe", "events", "tls")
            .whereLayer("reload")
            .mayOnlyAccessLayers("plan", "resilience", "schedule")
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
                    "schedule",
                    "jobs",
                    "events")
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
                    "schedule",
                    "spans",
                    "logs",
                    "jobs",
                    "events")
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

    /** What is on a request's path has its own client; the JDK's is for what may wait. */
    @ArchTest
    static final ArchRule the_jdks_client_is_for_traces_and_commands = noClasses()
            .that()
            .resideOutsideOfPackages("tributary.spans..", "tributary.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..");

    @ArchTest
    static final ArchRule the_library_that_keeps_jobs_stays_in_jobs = noClasses()
            .that()
            .resideOutsideOfPackage("tributary.jobs..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.h2..");

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
