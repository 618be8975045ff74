package telltale.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The walls between the rooms. Each has a reason; one that is in the way is discussed in RATIONALE.md and moved. */
@AnalyzeClasses(packages = "telltale", importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {
    @ArchTest
    static final ArchRule theModelKnowsTheJdkAlone = classes()
            .that()
            .resideInAPackage("telltale.model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "telltale.model..",
                    "java.lang..",
                    "java.util..",
                    "java.time..",
                    "java.net..",
                    "java.nio..",
                    "org.jspecify..")
            .because("its words are shared by everyone, so nobody's technology may be in them");

    @ArchTest
    static final ArchRule judgingIsPure = classes()
            .that()
            .resideInAPackage("telltale.judging..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "telltale.judging..",
                    "telltale.model..",
                    "java.lang..",
                    "java.util..",
                    "java.time..",
                    "java.net..",
                    "java.nio..",
                    "java.io..",
                    "org.jspecify..")
            .because("the same facts must get the same verdict, now, later and anywhere");

    @ArchTest
    static final ArchRule onlyTheStoresRoomKnowsSql = noClasses()
            .that()
            .resideOutsideOfPackage("telltale.store.jdbc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.sqlite..", "org.postgresql..")
            .because("a second database must not be felt anywhere else");

    @ArchTest
    static final ArchRule aContainersDataSourceIsFoundAndHandedOn = noClasses()
            .that()
            .resideOutsideOfPackages("telltale.store.jdbc..", "telltale.settings..", "telltale.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("javax.sql..")
            .because("settings finds it and app hands it on; only the store can ask it for a connection");

    @ArchTest
    static final ArchRule onlyWebAndAppKnowHttp = noClasses()
            .that()
            .resideOutsideOfPackages("telltale.web..", "telltale.app..", "telltale.launcher..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "jakarta.json..")
            .because("everything a servlet does can be called without HTTP");

    @ArchTest
    static final ArchRule onlyMailKnowsSmtp = noClasses()
            .that()
            .resideOutsideOfPackages("telltale.mail..", "telltale.app..", "telltale.launcher..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.mail..", "org.eclipse.angus..")
            .because("a mail is composed and handed over in one place");

    @ArchTest
    static final ArchRule nobodySeesTheCompositionRoot = noClasses()
            .that()
            .resideOutsideOfPackage("telltale.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("telltale.app..")
            .because("who is made does not know by whom");

    @ArchTest
    static final ArchRule theLauncherKnowsSettingsAndWhatLogsAndLocalRequestsShare = noClasses()
            .that()
            .resideInAPackage("telltale.launcher..")
            .should()
            .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                    "belong to the application",
                    type -> type.getPackageName().startsWith("telltale.")
                            && !type.getPackageName().startsWith("telltale.launcher")
                            && !Set.of("telltale.settings", "telltale.logging", "telltale.access")
                                    .contains(type.getPackageName())))
            .because("the demo parts must never be missed by a deployed application, nor found in it");

    @ArchTest
    static final ArchRule onlyTheLauncherKnowsItsServers = noClasses()
            .that()
            .resideOutsideOfPackage("telltale.launcher..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.catalina..", "org.apache.tomcat..", "org.subethamail..", "telltale.launcher..")
            .because("the WAR runs on any server");

    @ArchTest
    static final ArchRule theStoreIsReachedThroughItsPort = noClasses()
            .that()
            .resideOutsideOfPackages("telltale.store.jdbc..", "telltale.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("telltale.store.jdbc..")
            .because("only the composition root chooses a database");

    @ArchTest
    static final ArchRule roomsDoNotGoInCircles =
            slices().matching("telltale.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theClockIsHandedIn = noClasses()
            .that()
            .resideInAnyPackage(
                    "telltale.model..",
                    "telltale.judging..",
                    "telltale.token..",
                    "telltale.sending..",
                    "telltale.web..",
                    "telltale.store..",
                    "telltale.mail..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("time is a fact that a test must be able to set");

    /**
     * {@code mail.WriteAlarms} is a pool because Angus asks for one, and has no thread of it: its thread is supervised.
     */
    @ArchTest
    static final ArchRule threadsAreSupervised = noClasses()
            .that()
            .resideOutsideOfPackages("telltale.supervision..", "telltale.launcher..")
            .and()
            .doNotHaveFullyQualifiedName("telltale.mail.WriteAlarms")
            .should()
            .callConstructorWhere(JavaCall.Predicates.target(HasOwner.Predicates.With.owner(resideInAPackage("java..")
                    .and(assignableTo(Thread.class)
                            .or(assignableTo(Timer.class))
                            .or(assignableTo(ExecutorService.class))))))
            .orShould()
            .callMethodWhere(JavaCall.Predicates.target(HasOwner.Predicates.With.owner(equivalentTo(Executors.class))))
            .orShould()
            .callMethodWhere(JavaCall.Predicates.target(nameMatching("(supply|run|\\w+)Async"))
                    .and(JavaCall.Predicates.target(
                            HasOwner.Predicates.With.owner(assignableTo(CompletableFuture.class)))))
            .because("a thread that nobody watches ends by one error, and its duty with it, while health says ready");
}
