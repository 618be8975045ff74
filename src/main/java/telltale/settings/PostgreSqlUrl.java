package telltale.settings;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JDBC URL of PostgreSQL as Telltale takes it: hosts, a database, and parameters that concern the way there. */
final class PostgreSqlUrl {
    static final String SCHEME = "jdbc:postgresql:";

    private static final String HOST = "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?";
    private static final Pattern FORM = Pattern.compile(
            "(?<place>" + SCHEME + "//" + HOST + "(?:," + HOST + ")*/[A-Za-z0-9._~%$-]+)(?:\\?(?<parameters>.*))?");
    private static final Pattern PORT = Pattern.compile(":([0-9]+)(?=[,/])");

    private static final Set<String> LOGIN = Set.of("user", "password");

    /** Parameters on which the durability, the place or the meaning of the data depends. */
    private static final Set<String> DECIDED = Set.of(
            "autosave",
            "currentSchema",
            "options",
            "preferQueryMode",
            "readOnly",
            "readOnlyMode",
            "reWriteBatchedInserts",
            "service",
            "stringtype");

    /** What may be said about the connection; anything that the driver learns later has to be looked at first. */
    private static final List<String> TAKEN = List.of(
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

    /** @throws IllegalArgumentException with a sentence that says what is wrong and never repeats the URL */
    static void check(String url) {
        // Before its form, because a login is what would break that.
        if (before(url, '?').contains("@")) {
            throw login();
        }
        Matcher form = FORM.matcher(url);
        if (!form.matches()) {
            throw new IllegalArgumentException("after " + SCHEME + " comes //host/database, where :port may follow"
                    + " the host and further hosts follow after commas");
        }
        PORT.matcher(form.group("place")).results().forEach(port -> checkPort(port.group(1)));
        String parameters = form.group("parameters");
        if (parameters != null && !parameters.isEmpty()) {
            checkNames(List.of(parameters.split("&", -1)).stream()
                    .map(parameter -> before(parameter, '='))
                    .toList());
        }
    }

    /** The part of a URL that may be shown, right or wrong: hosts and database, if it is certain that these are some. */
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
        names.stream().filter(DECIDED::contains).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("Telltale itself decides about its parameter " + name);
        });
        if (!TAKEN.containsAll(names)) {
            throw new IllegalArgumentException(
                    "it has a parameter other than " + String.join(", ", TAKEN) + " (in this spelling)");
        }
    }

    private static IllegalArgumentException login() {
        return new IllegalArgumentException("it holds a login, which stands in TELLTALE_DATABASE_USER and"
                + " TELLTALE_DATABASE_PASS alone, because logs show the URL");
    }

    private static String before(String text, char end) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }
}
