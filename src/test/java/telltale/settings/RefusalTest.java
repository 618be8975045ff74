package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The messages of invalid settings: what was found in which source, what is expected, what to do. */
class RefusalTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
            EMAIL_PORT | 0 | is "0": port 0 cannot be connected to. Set it to a port number from 1 to 65535, such as 587.
            EMAIL_PORT | 65536 | is "65536". Set it to a port number from 1 to 65535, such as 587.
            EMAIL_PORT | smtp | is "smtp". Set it to a port number from 1 to 65535, such as 587.
            EMAIL_TLS | ssl | is "ssl". Set it to starttls, tls or none.
            EMAIL_HOST | mail.example.com:25 | is "mail.example.com:25": a host has neither a scheme nor a port. Set it to the name of your mail server alone, such as smtp.example.com.
            EMAIL_HOST | mail server | is "mail server": a host has ASCII letters, digits, dots and hyphens. Set it to the name of your mail server alone, such as smtp.example.com.
            PIXEL_URL | /app/pixel | is "/app/pixel": it does not begin with https:// or http://. Set it to the pixel's public URL, such as https://mail.example.com/app/pixel.
            PIXEL_URL | ftp://x.org/pixel | is "ftp://x.org/pixel": it does not begin with https:// or http://. Set it to the pixel's public URL, such as https://mail.example.com/app/pixel.
            PIXEL_URL | https:///pixel | is "https:///pixel": its host is missing, or has other than ASCII letters, digits, dots and hyphens. Set it to the pixel's public URL, such as https://mail.example.com/app/pixel.
            PIXEL_URL | https://x.org/app | is "https://x.org/app": its path does not end in /pixel. Set it to the pixel's public URL, such as https://mail.example.com/app/pixel.
            PIXEL_URL | https://x.org/pixel/ | is "https://x.org/pixel/": its path does not end in /pixel. Set it to the pixel's public URL, such as https://mail.example.com/app/pixel.
            PIXEL_URL | https://x.org/pixel?a=pw | is "https://x.org/pixel?…": it has a query or a fragment. Set it to the pixel's public URL, such as https://mail.example.com/app/pixel.
            PIXEL_URL | https://me:pw@x.org/pixel | is "****@x.org/pixel": it contains a user name, which every message would expose. Set it to the pixel's public URL, such as https://mail.example.com/app/pixel.
            PIXEL_URL | https://x.org:99999/pixel | is "https://x.org:99999/pixel": its port is not a number from 1 to 65535. Set it to the pixel's public URL, such as https://mail.example.com/app/pixel.
            PIXEL_URL | https://x.org/a b/pixel | is "https://x.org/a b/pixel": it is not a URL (Illegal character in path). Set it to the pixel's public URL, such as https://mail.example.com/app/pixel.
            PIXEL_SIZE | big | is "big": a size is written as 200x200. Set it to width x height in pixels, each from 1 to 2000, such as 200x200.
            PIXEL_SIZE | 0x5 | is "0x5": width and height are from 1 to 2000 pixels. Set it to width x height in pixels, each from 1 to 2000, such as 200x200.
            PIXEL_SIZE | 1x2001 | is "1x2001": width and height are from 1 to 2000 pixels. Set it to width x height in pixels, each from 1 to 2000, such as 200x200.
            EMAIL_TO | bob | is not usable: an email address needs an @, as in name@example.com. Set it to an email address, such as ann@example.com.
            EMAIL_FROM | Ann <ann@example.com | is not usable: an email address with a display name is written as Name <name@example.com>. Set it to an email address, such as Ann Example <ann@example.com>.
            TELLTALE_DATABASE_URL | jdbc:postgresql://me:hidden@db/mail | is "jdbc:postgresql:…": it contains credentials, which belong in TELLTALE_DATABASE_USER and TELLTALE_DATABASE_PASS only, because logs show the URL. Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:postgresql://db/mail?user=me | is "jdbc:postgresql://db/mail?…": it contains credentials, which belong in TELLTALE_DATABASE_USER and TELLTALE_DATABASE_PASS only, because logs show the URL. Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:postgresql://db/mail?sslmode=require&password=hid@den | is "jdbc:postgresql://db/mail?…": it contains credentials, which belong in TELLTALE_DATABASE_USER and TELLTALE_DATABASE_PASS only, because logs show the URL. Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:postgresql://me:hid?den@db/mail | is "jdbc:postgresql:…": jdbc:postgresql: must be followed by //host/database, with an optional :port after the host and further hosts separated by commas. Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:postgresql://db/mail;password=hidden | is "jdbc:postgresql:…": jdbc:postgresql: must be followed by //host/database, with an optional :port after the host and further hosts separated by commas. Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:postgresql:mail | is "jdbc:postgresql:…": jdbc:postgresql: must be followed by //host/database, with an optional :port after the host and further hosts separated by commas. Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:postgresql://db | is "jdbc:postgresql:…": jdbc:postgresql: must be followed by //host/database, with an optional :port after the host and further hosts separated by commas. Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:postgresql://::1/mail | is "jdbc:postgresql:…": jdbc:postgresql: must be followed by //host/database, with an optional :port after the host and further hosts separated by commas. Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:postgresql://db,/mail | is "jdbc:postgresql:…": jdbc:postgresql: must be followed by //host/database, with an optional :port after the host and further hosts separated by commas. Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:postgresql://db:65536/mail | is "jdbc:postgresql://db:65536/mail": its port is not a number from 1 to 65535. Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:postgresql://db,db2:0/mail | is "jdbc:postgresql://db,db2:0/mail": its port is not a number from 1 to 65535. Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:postgresql://db/mail?options=-c%20synchronous_commit=off | is "jdbc:postgresql://db/mail?…": its parameter options is reserved for Telltale. Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:postgresql://db/mail?ssl=true&currentSchema=x | is "jdbc:postgresql://db/mail?…": its parameter currentSchema is reserved for Telltale. Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:postgresql://db/mail?SSLMODE=require | is "jdbc:postgresql://db/mail?…": it has a parameter other than ApplicationName, cancelSignalTimeout, channelBinding, connectTimeout, gssEncMode, hostRecheckSeconds, loadBalanceHosts, localSocketAddress, loginTimeout, prepareThreshold, requireAuth, socketTimeout, ssl, sslcert, sslfactory, sslkey, sslmode, sslNegotiation, sslResponseTimeout, sslrootcert, targetServerType, tcpKeepAlive (case-sensitive). Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:postgresql://db/mail?%75ser=me | is "jdbc:postgresql://db/mail?…": it has a parameter other than ApplicationName, cancelSignalTimeout, channelBinding, connectTimeout, gssEncMode, hostRecheckSeconds, loadBalanceHosts, localSocketAddress, loginTimeout, prepareThreshold, requireAuth, socketTimeout, ssl, sslcert, sslfactory, sslkey, sslmode, sslNegotiation, sslResponseTimeout, sslrootcert, targetServerType, tcpKeepAlive (case-sensitive). Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:oracle:thin:me/pw@db | is "jdbc:oracle:…": Telltale stores its data in SQLite (jdbc:sqlite:) or PostgreSQL (jdbc:postgresql:). Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | postgres://me:hidden@db/mail | is "****@db/mail": Telltale stores its data in SQLite (jdbc:sqlite:) or PostgreSQL (jdbc:postgresql:). Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | postgres://db/mail?password=hid@den | is "****": Telltale stores its data in SQLite (jdbc:sqlite:) or PostgreSQL (jdbc:postgresql:). Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:sqlite::memory: | is "jdbc:sqlite::memory:": jdbc:sqlite: must be followed by a plain path without options. Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_DATABASE_URL | jdbc:sqlite:a?synchronous=OFF | is "jdbc:sqlite:a?…": jdbc:sqlite: must be followed by a plain path without options. Set it to jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database.
            TELLTALE_SECRET | secret-of-16-byt | is not usable: it has only 16 characters. Set it to at least 32 random characters, such as "openssl rand -base64 32" prints.
            TELLTALE_TRACK_KEY | true | is "true". Set it to on or off.
            TELLTALE_TRUSTED_PROXIES | 10.0.0.0/8 proxy.example.com | is "10.0.0.0/8 proxy.example.com": "proxy.example.com" is neither an IP address nor a range in CIDR notation. Set it to IP addresses and ranges separated by commas, such as 127.0.0.1, 10.0.0.0/8.
            TELLTALE_TRUSTED_PROXIES | ::1, 10.0.0.0/33 | is "::1, 10.0.0.0/33": "10.0.0.0/33" has a prefix of more than 32 bits. Set it to IP addresses and ranges separated by commas, such as 127.0.0.1, 10.0.0.0/8.
            TELLTALE_TRUSTED_PROXIES | fd00::/129 | is "fd00::/129": "fd00::/129" has a prefix of more than 128 bits. Set it to IP addresses and ranges separated by commas, such as 127.0.0.1, 10.0.0.0/8.
            TELLTALE_TRUSTED_PROXIES | 10.0.0.0/ | is "10.0.0.0/": "10.0.0.0/" is neither an IP address nor a range in CIDR notation. Set it to IP addresses and ranges separated by commas, such as 127.0.0.1, 10.0.0.0/8.
            TELLTALE_TRUSTED_PROXIES | 10.0.0.0/8/8 | is "10.0.0.0/8/8": "10.0.0.0/8/8" is neither an IP address nor a range in CIDR notation. Set it to IP addresses and ranges separated by commas, such as 127.0.0.1, 10.0.0.0/8.
            TELLTALE_TRUSTED_PROXIES | 10.0.0.0/-1 | is "10.0.0.0/-1": "10.0.0.0/-1" is neither an IP address nor a range in CIDR notation. Set it to IP addresses and ranges separated by commas, such as 127.0.0.1, 10.0.0.0/8.
            TELLTALE_TRUSTED_PROXIES | 10.0/16 | is "10.0/16": "10.0/16" is neither an IP address nor a range in CIDR notation. Set it to IP addresses and ranges separated by commas, such as 127.0.0.1, 10.0.0.0/8.
            TELLTALE_TRUSTED_PROXIES | private | is "private": "private" is neither an IP address nor a range in CIDR notation. Set it to IP addresses and ranges separated by commas, such as 127.0.0.1, 10.0.0.0/8.
            TELLTALE_LOG_LEVEL | trace | is "trace". Set it to error, warn, info or debug.
            TELLTALE_ADDRESS | http://localhost | is "http://localhost": a host has neither a scheme nor a port. Set it to a host name or an IP address, such as 127.0.0.1.
            TELLTALE_PORT | -1 | is "-1". Set it to a port number from 0 to 65535, such as 8080; 0 takes any free one.
            """)
    void anInvalidValueIsReportedWithTheExpectedOne(String name, String value, String sentence) {
        // The port and the encryption are only read if there is a host.
        String[] given = name.equals("EMAIL_HOST")
                ? new String[] {name, value}
                : new String[] {"EMAIL_HOST", "localhost", name, value};
        assertEquals(List.of(name + " (environment) " + sentence), Given.problems(given));
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void aLineBreakIsRejectedWithoutShowingTheValue(Setting setting) {
        for (String control : List.of("\r", "\n", "\0")) {
            String all = String.join(
                    "\n",
                    Given.problems(
                            "EMAIL_USER",
                            "ann",
                            "EMAIL_PASS",
                            "secret",
                            "PIXEL_IMAGE",
                            "a.png",
                            "EMAIL_DKIM_KEY",
                            DkimSettingsTest.ED25519,
                            "EMAIL_DKIM_SELECTOR",
                            "s1",
                            "TELLTALE_URL",
                            "https://mail.example.com/app",
                            "TELLTALE_OIDC_ISSUER",
                            "https://id.example.com",
                            "TELLTALE_OIDC_CLIENT_ID",
                            "telltale",
                            "TELLTALE_OIDC_ROLES",
                            "admin=staff",
                            "EMAIL_OAUTH_TOKEN_URL",
                            "https://oauth2.googleapis.com/token",
                            "EMAIL_OAUTH_CLIENT_ID",
                            "telltale",
                            "EMAIL_OAUTH_REFRESH_TOKEN",
                            "token",
                            setting.name(),
                            "hidden" + control + "value"));
            assertEquals(
                    setting + " (environment) is not usable: it contains a line break or another control character."
                            + " Set it to " + setting.expected() + ".",
                    all);
        }
    }

    @Test
    void aUserNeedsAPassword() {
        assertEquals(
                List.of("EMAIL_USER (environment) is set, but EMAIL_PASS is not. Set EMAIL_PASS to the password (for"
                        + " Gmail an app password), or remove EMAIL_USER if the server requires no login."),
                Given.problems("EMAIL_USER", "ann@example.com"));
    }

    @Test
    void aPasswordNeedsAUser() {
        assertEquals(
                List.of("EMAIL_PASS (environment) is set, but EMAIL_USER is not. Set EMAIL_USER to the user name that"
                        + " the password belongs to, or remove EMAIL_PASS if the server requires no login."),
                Given.problems("EMAIL_HOST", "localhost", "EMAIL_PASS", "hidden"));
    }

    @Test
    void aPasswordOfPostgreSqlNeedsAUser() {
        assertEquals(
                List.of("TELLTALE_DATABASE_PASS (environment) is set, but TELLTALE_DATABASE_USER is not. Set"
                        + " TELLTALE_DATABASE_USER to the user name that the password belongs to, or remove"
                        + " TELLTALE_DATABASE_PASS if the database requires none."),
                Given.problems(
                        "TELLTALE_DATABASE_URL", "jdbc:postgresql://db/mail", "TELLTALE_DATABASE_PASS", "hidden"));
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        List<String> problems =
                Given.problems("EMAIL_USER", "ann", "EMAIL_PORT", "x", "PIXEL_URL", "y", "TELLTALE_PORT", "z");
        assertEquals(4, problems.size(), problems::toString);
    }

    @Test
    void theExceptionMessageListsAllProblems() {
        InvalidSettingsException refusal = assertThrows(
                InvalidSettingsException.class,
                () -> Given.settings("EMAIL_PASS", "hidden", "TELLTALE_SECRET", "hidden"));
        assertEquals(String.join("\n", refusal.problems()), refusal.getMessage());
        assertFalse(refusal.toString().contains("hidden"));
    }
}
