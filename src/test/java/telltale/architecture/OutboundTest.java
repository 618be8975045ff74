package telltale.architecture;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import telltale.settings.Setting;

/**
 * Compares the classes that open connections, resolve names, listen or start processes with the list in
 * {@code docs/OUTBOUND.md}.
 */
class OutboundTest {
    private static final Path DOCUMENT = Path.of("docs/OUTBOUND.md");

    private static final List<String> MAIL_SERVER = List.of("EMAIL_HOST", "mail/Session");
    private static final List<String> DATABASE = List.of("TELLTALE_DATABASE_URL", "jdbc/telltale");
    private static final List<String> LOG = List.of("TELLTALE_LOG");
    private static final List<String> WEBHOOKS = List.of("TELLTALE_WEBHOOK_NETWORKS", "TELLTALE_WEBHOOK_PORTS");
    private static final List<String> OWN_ADDRESS = List.of("TELLTALE_ADDRESS", "TELLTALE_PORT");

    /** Each class that may use the network, and the settings and JNDI names that its row in the document gives. */
    private static final Map<String, List<String>> ALLOWED = Map.ofEntries(
            Map.entry("telltale.smtp.MailSessionFactory", MAIL_SERVER),
            Map.entry("telltale.smtp.SmtpRoute", MAIL_SERVER),
            Map.entry("telltale.smtp.SmtpSocket", MAIL_SERVER),
            Map.entry("telltale.smtp.SmtpSocketFactory", MAIL_SERVER),
            Map.entry("telltale.smtp.PipeliningTransport", MAIL_SERVER),
            Map.entry("telltale.smtp.RecordingSslSocketFactory", MAIL_SERVER),
            Map.entry("telltale.smtp.SmtpProbe", MAIL_SERVER),
            Map.entry("telltale.dns.PinnedHttp", List.of("PIXEL_URL", "TELLTALE_DNS", "INBOUND_SES_TOPIC")),
            Map.entry("telltale.sns.SnsHttp", List.of("INBOUND_SES_TOPIC")),
            Map.entry("telltale.dns.AddressGuard", WEBHOOKS),
            Map.entry("telltale.dns.PinnedSocket", WEBHOOKS),
            Map.entry("telltale.webhooks.EndpointConnection", WEBHOOKS),
            Map.entry("telltale.webhooks.EventSender", WEBHOOKS),
            Map.entry("telltale.webhooks.ResponseReader", WEBHOOKS),
            Map.entry("telltale.intake.MailStores", List.of("INBOUND_URL")),
            Map.entry("telltale.intake.PopSession", List.of("INBOUND_URL")),
            Map.entry("telltale.listening.BoundSocket", List.of("TELLTALE_INBOUND_PORT", "TELLTALE_SMTP_PORT")),
            Map.entry("telltale.submission.SubmissionCommands", List.of("TELLTALE_SMTP_ADDRESS", "TELLTALE_SMTP_PORT")),
            Map.entry("telltale.submission.SubmissionListener", List.of("TELLTALE_SMTP_ADDRESS", "TELLTALE_SMTP_PORT")),
            Map.entry("telltale.submission.ServerTls", List.of("TELLTALE_SMTP_CERT")),
            Map.entry("telltale.settings.ServerCertificate", List.of("TELLTALE_SMTP_CERT")),
            Map.entry("telltale.store.postgresql.PostgresConnections", DATABASE),
            Map.entry("telltale.store.postgresql.PostgresDatabase", DATABASE),
            Map.entry("telltale.settings.DatabaseReader", DATABASE),
            Map.entry("telltale.settings.DatabaseSettings", DATABASE),
            Map.entry("telltale.kafka.KafkaLog", LOG),
            Map.entry("telltale.kafka.LogConsumer", LOG),
            Map.entry("telltale.kafka.LogLag", LOG),
            Map.entry("telltale.kafka.LogTopic", LOG),
            Map.entry("telltale.smtp.MachineName", List.of("EMAIL_EHLO")),
            Map.entry(
                    "telltale.oauth.OAuthHttp",
                    List.of("TELLTALE_OIDC_ISSUER", "EMAIL_OAUTH_TOKEN_URL", "TELLTALE_LOG")),
            Map.entry("telltale.dns.JndiDns", List.of("TELLTALE_DNS")),
            Map.entry("telltale.settings.Jndi", List.of("mail/Session", "jdbc/telltale")),
            Map.entry("telltale.app.commands.RunningServer", OWN_ADDRESS),
            Map.entry("telltale.launcher.Server", OWN_ADDRESS),
            Map.entry("telltale.launcher.connector.GuardedEndpoint", OWN_ADDRESS),
            // These three reach no other machine; the document explains why they are listed.
            Map.entry("telltale.launcher.mailbox.CapturingSmtpServer", List.of()),
            Map.entry("telltale.model.IpLiteral", List.of()),
            Map.entry("telltale.store.sqlite.SqliteDatabase", List.of()));

    /** Types that give access to the network. */
    private static final Set<String> TYPES = Set.of(
            "java.net.Socket",
            "java.net.ServerSocket",
            "java.net.DatagramSocket",
            "java.net.MulticastSocket",
            "java.net.URLConnection",
            "java.net.HttpURLConnection",
            "java.lang.ProcessBuilder",
            "java.lang.Process",
            "java.sql.DriverManager",
            "javax.sql.DataSource",
            "java.nio.channels.AsynchronousServerSocketChannel",
            "java.nio.channels.AsynchronousSocketChannel",
            "java.nio.channels.DatagramChannel",
            "java.nio.channels.ServerSocketChannel",
            "java.nio.channels.SocketChannel",
            "jakarta.mail.Transport",
            "jakarta.mail.Store",
            "org.eclipse.angus.mail.smtp.SMTPTransport",
            "org.apache.kafka.clients.admin.Admin",
            "org.apache.kafka.clients.producer.Producer",
            "org.apache.kafka.clients.consumer.Consumer",
            "org.jsoup.Connection");

    private static final List<String> PACKAGES =
            List.of("java.net.http.", "javax.net.", "javax.naming.", "java.rmi.", "com.sun.net.", "sun.");

    /** Methods that query a name server or open a connection, of types that are otherwise harmless. */
    private static final Map<String, Set<String>> CALLS = Map.of(
            "java.net.InetAddress",
            Set.of("getByName", "getAllByName", "getLocalHost", "getHostName", "getCanonicalHostName", "isReachable"),
            "java.net.InetSocketAddress",
            Set.of("<init>", "getHostName"),
            "java.net.URL",
            Set.of("openConnection", "openStream", "getContent"),
            "java.lang.Runtime",
            Set.of("exec"));

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                // In a jar for other programs, not in the application.
                .withImportOption(location -> !location.contains("/telltale/mail/"))
                .importPackages("telltale");
    }

    @Test
    void onlyListedClassesReachTheNetwork() {
        Map<String, Set<String>> found = new TreeMap<>();
        for (JavaClass type : classes) {
            Set<String> uses = uses(type);
            if (!uses.isEmpty()) {
                found.computeIfAbsent(outermost(type), name -> new TreeSet<>()).addAll(uses);
            }
        }

        assertEquals(
                lines(new TreeSet<>(ALLOWED.keySet())),
                lines(found.keySet()),
                () ->
                        "Add a new class to ALLOWED here and to docs/OUTBOUND.md, or remove one that no longer exists. Found: "
                                + found);
    }

    @Test
    void theDocumentNamesEachClassWithItsSettings() throws IOException {
        List<String> rows = Files.readAllLines(DOCUMENT);
        ALLOWED.forEach((type, settings) -> {
            String name = "`" + type.substring(type.lastIndexOf('.') + 1) + "`";
            List<String> about = rows.stream().filter(row -> row.contains(name)).toList();
            assertFalse(about.isEmpty(), () -> DOCUMENT + " does not name " + name);
            for (String setting : settings) {
                assertTrue(
                        about.stream().anyMatch(row -> row.contains("`" + setting + "`")),
                        () -> DOCUMENT + " has no line with " + name + " and " + setting + ": " + about);
            }
        });
    }

    @Test
    void everyListedSettingExists() {
        Set<String> known = Arrays.stream(Setting.values()).map(Enum::name).collect(Collectors.toSet());
        Set<String> unknown = ALLOWED.values().stream()
                .flatMap(List::stream)
                .filter(name -> !name.contains("/"))
                .filter(name -> !known.contains(name))
                .collect(Collectors.toSet());

        assertEquals(Set.of(), unknown);
    }

    private static Set<String> uses(JavaClass type) {
        Set<String> uses = new TreeSet<>();
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
            String target = dependency.getTargetClass().getBaseComponentType().getName();
            if (isOfTheNetwork(target)) {
                uses.add(target);
            }
        }
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
            String owner = access.getTargetOwner().getName();
            if (CALLS.getOrDefault(owner, Set.of()).contains(access.getTarget().getName())) {
                uses.add(owner + "." + access.getTarget().getName());
            }
        }
        return uses;
    }

    /** Exceptions only describe the connection of another class. */
    private static boolean isOfTheNetwork(String type) {
        return !type.endsWith("Exception")
                && (TYPES.contains(type) || PACKAGES.stream().anyMatch(type::startsWith));
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(OutboundTest::outermost).orElse(type.getName());
    }

    private static String lines(Set<String> names) {
        return names.stream().collect(joining("\n"));
    }
}
