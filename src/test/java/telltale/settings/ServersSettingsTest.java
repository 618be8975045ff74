package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.ServerScope;
import telltale.settings.SmtpServer.Login;
import telltale.settings.SmtpServer.Tls;

class ServersSettingsTest {
    private static ServersSettings servers(String... pairs) {
        return Given.settings(pairs).servers();
    }

    @Test
    void withoutTheSettingThereIsOneServerForEveryMail() {
        assertEquals(new ServersSettings(1, ServerScope.ALL, List.of()), servers("EMAIL_HOST", "smtp.example.com"));
    }

    @Test
    void aServerHasAnAddressAShareAScopeAndLimits() {
        FurtherServer server = servers(
                        "EMAIL_SERVERS_2",
                        "relay smtp://ann%40example.com@relay.example.com:2525 weight=3 senders=Example.com, example.org"
                                + " campaigns=news-*,spring sale connections=5 per-second=14 per-day=50000",
                        "EMAIL_SERVERS_PASS_2",
                        "hidden")
                .further()
                .get(0);
        assertEquals(
                new FurtherServer(
                        "EMAIL_SERVERS_2",
                        "relay",
                        new SmtpServer(
                                "relay.example.com",
                                2525,
                                Tls.STARTTLS,
                                new Login("ann@example.com", new Secret("hidden"))),
                        null,
                        3,
                        new ServerScope(List.of("example.com", "example.org"), List.of("news-*", "spring sale")),
                        5,
                        14,
                        50_000),
                server);
    }

    @Test
    void theRestHasDefaults() {
        FurtherServer server = servers("EMAIL_SERVERS", "relay smtps://relay.example.com")
                .further()
                .get(0);
        assertEquals(
                new FurtherServer(
                        "EMAIL_SERVERS",
                        "relay",
                        new SmtpServer("relay.example.com", 465, Tls.TLS, null),
                        null,
                        1,
                        ServerScope.ALL,
                        OutboxSettings.DEFAULT_CONNECTIONS,
                        0,
                        0),
                server);
        assertEquals(Tls.NONE, tls("relay smtp://localhost"));
        assertEquals(Tls.STARTTLS, tls("relay smtp://relay.lan"));
        assertEquals(Tls.NONE, tls("relay smtp://relay.lan tls=none"));
    }

    private static Tls tls(String line) {
        SmtpServer smtp = servers("EMAIL_SERVERS", line).further().get(0).smtp();
        return java.util.Objects.requireNonNull(smtp).tls();
    }

    @Test
    void gmailHasItsOwnLimits() {
        FurtherServer server = servers(
                        "EMAIL_SERVERS",
                        "gmail smtp://ann%40gmail.com@smtp.gmail.com",
                        "EMAIL_SERVERS_PASS",
                        "abcd efgh ijkl mnop")
                .further()
                .get(0);
        assertEquals(3, server.connections());
        assertEquals(500, server.perDay());
        SmtpServer smtp = java.util.Objects.requireNonNull(server.smtp());
        assertEquals(new SmtpServer.Login("ann@gmail.com", new Secret("abcdefghijklmnop")), smtp.login());
    }

    @Test
    void aContainersSessionIsNamedInJndi() {
        FurtherServer server = servers("EMAIL_SERVERS", "relay jndi:mail/Relay per-day=10")
                .further()
                .get(0);
        assertEquals("mail/Relay", server.session());
        assertEquals(10, server.perDay());
    }

    @Test
    void theServerOfEmailHostHasAShareAndAScope() {
        ServersSettings servers = servers("EMAIL_SERVERS", "main weight=4 senders=example.com");
        assertEquals(4, servers.mainWeight());
        assertEquals(new ServerScope(List.of("example.com"), List.of()), servers.mainScope());
        assertEquals(List.of(), servers.further());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            smtp://relay.example.com | its name is not 1 to 32 small letters, digits and hyphens; the name comes before the URL
            Relay smtp://relay.example.com | its name is not 1 to 32 small letters, digits and hyphens
            relay | it has no URL; only main
            main | it changes nothing about main
            main smtp://relay.example.com | main is the server of EMAIL_HOST, so it has no URL here
            main connections=2 | main has the options weight, senders and campaigns alone
            relay http://relay.example.com | its URL does not begin with smtp://, smtps:// or jndi:mail/
            relay smtp://ann:hidden@relay.example.com | it contains a password, which belongs in EMAIL_SERVERS_PASS_3 only
            relay smtp://ann@example.com@relay.example.com | the @ in its user name is not written as %40
            relay smtp://relay.example.com:0 | its port is not a number from 1 to 65535
            relay smtp://relay.example.com/path | its URL has a path
            relay smtp://relay.example.com?auth=plain | it has a query or a fragment
            relay smtp://relay.example.com hidden | it is no name and URL, followed by options such as weight=2
            relay smtp://relay.example.com pass=hidden | it has an unknown option
            relay smtp://relay.example.com weight=0 | weight is not a number from 1 to 100
            relay smtp://relay.example.com weight=1 weight=2 | it has the option weight twice
            relay smtp://relay.example.com connections=501 | connections is not a number from 1 to 500
            relay smtp://relay.example.com per-day=-1 | per-day is not a number from 0 to 100000000
            relay smtp://relay.example.com senders= | senders has an empty entry
            relay smtp://relay.example.com senders=ann@example.com | senders has other than domains
            relay smtps://relay.example.com tls=none | none is for smtp:// alone
            relay jndi:ldap://evil.example/x | its JNDI name is not one such as mail/Relay
            relay jndi:mail/Relay tls=none | the container's mail session decides about TLS
            """)
    void eachBadLineHasAnErrorWithoutItsSecrets(String line, String reason) {
        List<String> problems = Given.problems("EMAIL_SERVERS_3", line);
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("EMAIL_SERVERS_3 (environment) is \""), problems.get(0));
        assertTrue(problems.get(0).contains(reason), problems.get(0));
        assertFalse(problems.get(0).contains("hidden"), problems.get(0));
    }

    @Test
    void badCombinationsAreErrors() {
        assertEquals(
                List.of(
                        "EMAIL_SERVERS_2 (environment) is set, but EMAIL_SERVERS_PASS_2 is not. Set EMAIL_SERVERS_PASS_2 to"
                                + " the password of that user."),
                Given.problems("EMAIL_SERVERS_2", "relay smtp://ann@relay.example.com"));
        assertEquals(
                List.of("EMAIL_SERVERS_PASS is set, but EMAIL_SERVERS needs no password: its URL has no user. Remove"
                        + " EMAIL_SERVERS_PASS, or correct EMAIL_SERVERS."),
                Given.problems("EMAIL_SERVERS", "relay smtp://relay.example.com", "EMAIL_SERVERS_PASS", "hidden"));
        assertEquals(
                List.of(
                        "EMAIL_SERVERS_2 has the name relay, and so has EMAIL_SERVERS. Give each server a name of its own."),
                Given.problems(
                        "EMAIL_SERVERS",
                        "relay smtp://one.example.com",
                        "EMAIL_SERVERS_2",
                        "relay smtp://two.example.com"));
        assertEquals(
                List.of("EMAIL_SERVERS is the same account at the same server as another one. Remove one of them."),
                Given.problems("EMAIL_HOST", "smtp.example.com", "EMAIL_SERVERS", "relay smtp://smtp.example.com"));
    }

    @Test
    void aServerForSendersWhomNothingAllowsIsAWarning() {
        Settings settings = Given.settings(
                "EMAIL_HOST",
                "smtp.example.com",
                "EMAIL_FROM",
                "ann@example.com",
                "EMAIL_SERVERS",
                "relay smtp://relay.example.com senders=example.net");
        assertTrue(
                settings.warnings().stream().anyMatch(one -> one.contains("example.net")),
                settings.warnings().toString());
    }

    @Test
    void neitherUsersNorPasswordsAreShown() {
        assertEquals(
                "relay smtp://****@relay.example.com weight=2",
                ServerLine.mask("relay smtp://ann:pa ss@relay.example.com weight=2"));
        assertEquals(
                "relay smtp://relay.example.com **** ****", ServerLine.mask("relay smtp://relay.example.com x pass=y"));
        assertEquals("****@relay.example.com", ServerLine.mask("relay ann:hidden@relay.example.com"));
    }
}
