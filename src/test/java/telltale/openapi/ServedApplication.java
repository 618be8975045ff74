package telltale.openapi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.sqlite.JDBC;
import telltale.app.Boot;
import telltale.contract.RawHttpClient;
import telltale.settings.LauncherAttributes;
import telltale.smtp.ScriptedSmtpServer;

/** The whole application on an embedded database, served by Tomcat in this process, with a mail server. */
public final class ServedApplication implements AutoCloseable {
    static final String SIGN_IN_CODE = "the-code-of-this-start";

    final ScriptedSmtpServer mailServer = ScriptedSmtpServer.start();
    final RawHttpClient http;
    final String adminKey;
    private final Tomcat tomcat = new Tomcat();
    private final Path home;

    /** @param more settings besides those of every test; {@code {url}} in a value is the address of the application */
    public ServedApplication(Path folder, Map<String, String> more) throws IOException, LifecycleException {
        home = folder.resolve("home");
        tomcat.setBaseDir(folder.resolve("tomcat").toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setProperty("relaxedPathChars", "\"<>[]^`{|}");
        tomcat.getConnector().setProperty("relaxedQueryChars", "\"<>[]^`{|}\\");
        // The port is known from now on.
        tomcat.init();
        Context context = tomcat.addContext(
                "/app", Files.createDirectories(folder.resolve("webapp")).toString());
        context.setParentClassLoader(Boot.class.getClassLoader());
        StandardJarScanner scanner = new StandardJarScanner();
        scanner.setScanClassPath(false);
        context.setJarScanner(scanner);
        context.addApplicationListener(Boot.class.getName());
        ErrorPage errors = new ErrorPage();
        errors.setLocation("/error");
        context.addErrorPage(errors);
        context.getServletContext().setAttribute(LauncherAttributes.DEFAULTS, settings(more));
        context.getServletContext().setAttribute(LauncherAttributes.SIGN_IN_CODE, SIGN_IN_CODE);
        tomcat.start();
        if (context.getState() != LifecycleState.STARTED) {
            throw new IllegalStateException("the application did not start: "
                    + context.getServletContext().getAttribute(LauncherAttributes.FAILURE));
        }
        http = new RawHttpClient(port());
        adminKey = Files.readString(home.resolve("key")).strip();
    }

    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    /** The address of the dashboard on this machine. */
    public String url() {
        return "http://127.0.0.1:" + port() + "/app";
    }

    private Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new TreeMap<>(Map.ofEntries(
                Map.entry("TELLTALE_HOME", home.toString()),
                Map.entry("TELLTALE_URL", url()),
                Map.entry("PIXEL_URL", "https://mail.example.com/app/pixel"),
                Map.entry("EMAIL_HOST", "127.0.0.1"),
                Map.entry("EMAIL_PORT", String.valueOf(mailServer.port())),
                Map.entry("EMAIL_TLS", "none"),
                Map.entry("EMAIL_FROM", "shop@example.com"),
                Map.entry("EMAIL_TO", "ann@example.com"),
                Map.entry("INBOUND_MAILGUN_KEY", NotificationAnswers.KEY),
                Map.entry("INBOUND_POSTMARK_LOGIN", NotificationAnswers.LOGIN),
                Map.entry("TELLTALE_DNS", "off"),
                Map.entry("TELLTALE_LOG_LEVEL", "error"),
                Map.entry("TELLTALE_MAX_MESSAGE_SIZE", "200000")));
        settings.putAll(more);
        settings.replaceAll((name, value) -> value.replace("{url}", url()));
        return settings;
    }

    /** The number of rows of each table, as text; equal if nothing was stored or deleted in between. */
    String rows(List<String> tables) throws SQLException {
        try (Connection database = database();
                Statement statement = database.createStatement()) {
            List<String> counts = new ArrayList<>();
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery("select count(*) from \"" + table + "\"")) {
                    counts.add(table + " " + row.getLong(1));
                }
            }
            return String.join("\n", counts);
        }
    }

    List<String> tables() throws SQLException {
        try (Connection database = database();
                Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")) {
            List<String> tables = new ArrayList<>();
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
            return tables;
        }
    }

    /** Renames every table, so that each statement of the application fails. */
    void breakDatabase() throws SQLException {
        List<String> tables = tables();
        try (Connection database = database();
                Statement statement = database.createStatement()) {
            statement.execute("pragma legacy_alter_table = on");
            for (String table : tables) {
                statement.execute("alter table \"" + table + "\" rename to \"" + table + "_away\"");
            }
        }
    }

    private Connection database() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("busy_timeout", "10000");
        return new JDBC().connect("jdbc:sqlite:" + home.resolve("telltale.db"), properties);
    }

    @Override
    public void close() throws LifecycleException, IOException {
        tomcat.stop();
        tomcat.destroy();
        mailServer.close();
    }
}
