package telltale.settings;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Validates JDBC URLs of PostgreSQL: hosts, a database, and parameters of the connection only. */
final class PostgreSqlUrl {
    static final String SCHEME = "jdbc:postgresql:";

    private static final String HOST = "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?";
    private static final Pattern FORM = Pattern.compile(
            "(?<place>" + SCHEME + "//" + HOST + "(?:," + HOST + ")*/[A-Za-z0-9._~%$-]+)(?:\\?(?<parameters>.*))?");
    private static final Pattern PORT = Pattern.compile(":([0-9]+)(?=[,/])");

    private static final Set<String> LOGIN = Set.of("user", "password");

    /** Parameters that affect the durability, the location or the meaning of the data. */
    private static final Set<String> RESERVED = Set.of(
            "autosave",
            "currentSchema",
            "options",
            "preferQueryMode",
            "readOnly",
            "readOnlyMode",
            "reWriteBatchedInserts",
            "service",
            "stringtype");

    /** Parameters of the connection. New ones of the driver must be reviewed before they are added. */
    private static final List<String> ALLOWED = List.of(
            "ApplicationName",
            "cancelSignalTimeout",
            "channelBinding",
            "connectTimeout",
            "gssEncMode",
            "hostRecheckSeconds",
            "loadBalanceHosts",
            "localSocketAddress",
            "loginTimeout",
            "prepareThreshold",
            "requireAuth",
            "socketTimeout",
            "ssl",
            "sslcert",
            "sslfactory",
            "sslkey",
            "sslmode",
            "sslNegotiation",
            "sslResponseTimeout",
            "sslrootcert",
            "targetServerType",
            "tcpKeepAlive");

    private PostgreSqlUrl() {}

    /** @throws IllegalArgumentException with a message that states the error and never contains the URL */
    static void check(String url) {
        // Before the syntax, because credentials are a likely cause of a syntax error.
        if (before(url, '?').contains("@")) {
            throw login();
        }
        Matcher form = FORM.matcher(url);
        if (!form.matches()) {
            throw new IllegalArgumentException(SCHEME + " must be followed by //host/database, with an optional :port"
                    + " after the host and further hosts separated by commas");
        }
        PORT.matcher(form.group("place")).results().forEach(port -> checkPort(port.group(1)));
        String parameters = form.group("parameters");
        if (parameters != null && !parameters.isEmpty()) {
            checkNames(List.of(parameters.split("&", -1)).stream()
                    .map(parameter -> before(parameter, '='))
                    .toList());
        }
    }

    /** The part of a valid or invalid URL that may be shown: hosts and database, if they can be identified. */
    static String mask(String url) {
        Matcher form = FORM.matcher(url);
        if (!form.matches()) {
            return SCHEME + "…";
        }
        return form.group("place") + (form.group("parameters") == null ? "" : "?…");
    }

    private static void checkPort(String port) {
        if (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException("its port is not a number from 1 to 65535");
        }
    }

    private static void checkNames(List<String> names) {
        if (names.stream().anyMatch(LOGIN::contains)) {
            throw login();
        }
        names.stream().filter(RESERVED::contains).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("its parameter " + name + " is reserved for Telltale");
        });
        if (!ALLOWED.containsAll(names)) {
            throw new IllegalArgumentException(
                    "it has a parameter other than " + String.join(", ", ALLOWED) + " (case-sensitive)");
        }
    }

    private static IllegalArgumentException login() {
        return new IllegalArgumentException("it contains credentials, which belong in TELLTALE_DATABASE_USER and"
                + " TELLTALE_DATABASE_PASS only, because logs show the URL");
    }

    private static String before(String text, char end) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }
}
