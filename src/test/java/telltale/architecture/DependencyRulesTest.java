package telltale.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.IDN;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** The dependencies that packages may have. Each rule has a reason; a change of a rule is explained in RATIONALE.md. */
@AnalyzeClasses(packages = "telltale", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {
    private static final String[] DATABASES = {
        "telltale.store.jdbc..", "telltale.store.sqlite..", "telltale.store.postgresql..", "telltale.store.move.."
    };

    private static String[] with(String[] packages, String another) {
        return Stream.concat(Stream.of(packages), Stream.of(another)).toArray(String[]::new);
    }

    @ArchTest
    static final ArchRule theModelKnowsTheJdkAndUts46Alone = classes()
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
                    "java.security..",
                    "java.text..",
                    "com.ibm.icu.text",
                    "org.jspecify..")
            .because("every package shares its types, so they depend on no technology but UTS 46");

    @ArchTest
    static final ArchRule domainsAreConvertedInOnePlace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("telltale.model.Idna")
            .should()
            .dependOnClassesThat(resideInAPackage("com.ibm.icu..").or(equivalentTo(IDN.class)))
            .because("java.net.IDN is IDNA 2003, and the parts must agree on what a domain is in ASCII");

    @ArchTest
    static final ArchRule judgingIsPure = classes()
            .that()
            .resideInAPackage("telltale.judging..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "telltale.judging..",
                    "telltale.rules..",
                    "telltale.model..",
                    "java.lang..",
                    "java.util..",
                    "java.time..",
                    "java.net..",
                    "java.nio..",
                    "java.io..",
                    "org.jspecify..")
            .because("the same facts must always get the same verdict");

    @ArchTest
    static final ArchRule onlyTheDatabasePackagesKnowSql = noClasses()
            .that()
            .resideOutsideOfPackages(DATABASES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.sqlite..", "org.postgresql..")
            .because("the rest of the code is the same for every database");

    @ArchTest
    static final ArchRule eachDatabaseHasItsOwnPackage = noClasses()
            .that()
            .resideInAnyPackage("telltale.store.jdbc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("telltale.store.sqlite..", "telltale.store.postgresql..", "telltale.store.move..")
            .because("shared SQL gets differences as a Dialect");

    @ArchTest
    static final ArchRule recipientFacingCodeNeverSeesTheStore = noClasses()
            .that()
            .resideInAPackage("telltale.web.recipient..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("telltale.store..")
            .because("it is public, so it reaches stored data only through a service that verifies a token");

    @ArchTest
    static final ArchRule aContainersDataSourceIsFoundAndHandedOn = noClasses()
            .that()
            .resideOutsideOfPackages("telltale.store.postgresql..", "telltale.settings..", "telltale.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("javax.sql..")
            .because("settings finds it and app passes it on; only the store opens a connection");

    @ArchTest
    static final ArchRule onlyWebAndAppKnowHttp = noClasses()
            .that()
            .resideOutsideOfPackages("telltale.web..", "telltale.app..", "telltale.launcher..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..")
            .because("everything a servlet does can be called without HTTP");

    @ArchTest
    static final ArchRule jsonIsReadAndWrittenAtTheEdges = noClasses()
            .that()
            .resideOutsideOfPackages("telltale.web..", "telltale.app..", "telltale.launcher..", "telltale.message")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.json..")
            .because("it is the format of the API and of stored messages, and no part of the domain");

    @ArchTest
    static final ArchRule onlySmtpInboundAndIntakeKnowJakartaMail = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "telltale.smtp..",
                    "telltale.inbound..",
                    "telltale.intake..",
                    "telltale.app..",
                    "telltale.launcher..",
                    "telltale.mail..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.mail..", "org.eclipse.angus..")
            .because(
                    "a message is submitted in one place, and mails that came back are fetched and parsed in two others");

    @ArchTest
    static final ArchRule theTransportForOtherProgramsIsAlone = classes()
            .that()
            .resideInAPackage("telltale.mail..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "telltale.mail..",
                    "jakarta.mail..",
                    "java.lang..",
                    "java.util..",
                    "java.io..",
                    "java.net..",
                    "java.nio..",
                    "org.jspecify..")
            .andShould()
            .onlyHaveDependentClassesThat()
            .resideInAPackage("telltale.mail..")
            .because("it is in a jar without the rest, and not in the WAR");

    @ArchTest
    static final ArchRule readingReportsIsPure = classes()
            .that()
            .resideInAnyPackage("telltale.inbound..", "telltale.failure..", "telltale.rules..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "telltale.inbound..",
                    "telltale.failure..",
                    "telltale.rules..",
                    "telltale.model..",
                    "jakarta.mail..",
                    "jakarta.activation..",
                    "java.lang..",
                    "java.util..",
                    "java.nio..",
                    "java.io..",
                    "org.jspecify..")
            .because("the same mail must always mean the same");

    @ArchTest
    static final ArchRule onlyOidcAndOAuthKnowTokensOfOthers = noClasses()
            .that()
            .resideOutsideOfPackages("telltale.oidc..", "telltale.oauth..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.nimbusds..", "net.minidev..")
            .because(
                    "what a provider answers is verified there, and leaves them as a name and a role, or as an access token");

    @ArchTest
    static final ArchRule noPackageDependsOnTheCompositionRoot = noClasses()
            .that()
            .resideOutsideOfPackage("telltale.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("telltale.app..")
            .because("parts do not depend on what assembles them");

    @ArchTest
    static final ArchRule theLauncherKnowsSettingsAndWhatLogsAndLocalRequestsShare = noClasses()
            .that()
            .resideInAPackage("telltale.launcher..")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "belong to the application",
                    type -> type.getPackageName().startsWith("telltale.")
                            && !type.getPackageName().startsWith("telltale.launcher")
                            && !Set.of("telltale.settings", "telltale.logging", "telltale.access")
                                    .contains(type.getPackageName())))
            .because("a deployed application neither needs nor contains the demo parts");

    @ArchTest
    static final ArchRule onlyTheLauncherKnowsItsServers = noClasses()
            .that()
            .resideOutsideOfPackage("telltale.launcher..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.catalina..", "org.apache.tomcat..", "telltale.launcher..")
            .because("the WAR runs on any server");

    @ArchTest
    static final ArchRule onlyTheDemoMailboxAndTheListenersKnowAnSmtpServer = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "telltale.launcher.mailbox..", "telltale.intake..", "telltale.submission..", "telltale.listening..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.subethamail..")
            .because(
                    "one captures what is sent, one accepts what comes back, one what other programs submit; nothing else"
                            + " needs an SMTP server");

    @ArchTest
    static final ArchRule theStoreIsReachedThroughItsPort = noClasses()
            .that()
            .resideOutsideOfPackages(with(DATABASES, "telltale.app.."))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DATABASES)
            .because("only the composition root chooses a database");

    @ArchTest
    static final ArchRule onlyMetricsKnowPrometheus = noClasses()
            .that()
            .resideOutsideOfPackage("telltale.app..")
            .and()
            .haveNameNotMatching(".*Metrics(Handler)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.prometheus..")
            .because(
                    "each package describes its metrics in one class, and the code that is measured only reports to it");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("telltale.(**)").should().beFreeOfCycles();

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
                    "telltale.message..",
                    "telltale.smtp..",
                    "telltale.dkim..",
                    "telltale.intake..",
                    "telltale.oidc..",
                    "telltale.oauth..",
                    "telltale.assessment..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("time is a fact that a test must be able to set");

    /**
     * {@code smtp.WriteTimeouts} extends a thread pool because Angus Mail requires one, and runs on a supervised thread.
     */
    @ArchTest
    static final ArchRule threadsAreSupervised = noClasses()
            .that()
            .resideOutsideOfPackages("telltale.supervision..", "telltale.launcher..")
            .and()
            .doNotHaveFullyQualifiedName("telltale.smtp.WriteTimeouts")
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
            .because("one error ends an unsupervised thread and its task, while health still reports ready");

    @ArchTest
    static final ArchRule constructorsStartNothing = noClasses()
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "is called start by a constructor",
                    call -> call.getOrigin().isConstructor() && call.getName().equals("start")))
            .because("a thread must not see an object that is half made; app.Lifecycle starts parts");
}
