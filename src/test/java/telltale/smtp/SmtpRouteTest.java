package telltale.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Authenticator;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import java.time.Duration;
import java.util.Properties;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.Mailbox;
import telltale.settings.SmtpServer;
import telltale.settings.SmtpServer.Tls;

class SmtpRouteTest {
    @Test
    void aSessionIsCopiedAndGetsSafeDefaults() throws Exception {
        Properties given = properties("mail.smtp.host=relay.example.org", "mail.smtp.timeout=1234");
        Session container = Session.getInstance(given);

        SmtpRoute route = SmtpRoute.of(container, false);

        assertNotSame(container, route.session());
        assertEquals(2, given.size());
        assertEquals("relay.example.org:25", route.toString());
        assertEquals("10000", route.session().getProperty("mail.smtp.connectiontimeout"));
        assertEquals("1234", route.session().getProperty("mail.smtp.timeout"));
        assertEquals("30000", route.session().getProperty("mail.smtp.writetimeout"));
        assertEquals("true", route.session().getProperty("mail.smtp.starttls.enable"));
        assertEquals("true", route.session().getProperty("mail.smtp.starttls.required"));
        assertEquals("true", route.session().getProperty("mail.smtp.ssl.checkserveridentity"));
        assertNull(route.credentials());
        assertNull(route.defaultFrom());
    }

    @ParameterizedTest
    @CsvSource({"mail.smtp.starttls.required=false", "mail.smtp.starttls.enable=false"})
    void aPasswordInClearTextIsRefusedUnlessAllowed(String property) throws Exception {
        Session container = session("mail.smtp.host=h", "mail.smtp.user=u", "mail.smtp.password=p", property);

        String message = refusal(container);

        assertTrue(message.contains("password in clear text"), message);
        assertTrue(message.contains("EMAIL_TLS=none"), message);
        assertNotNull(SmtpRoute.of(container, true).credentials());
    }

    @ParameterizedTest
    @CsvSource({
        "mail.smtp.ssl.enable=true, 465",
        "mail.smtp.socketFactory.class=javax.net.ssl.SSLSocketFactory, 465",
        "mail.smtp.starttls.enable=true, 25",
    })
    void aSessionWithTlsMayHaveAPassword(String property, int port) {
        SmtpRoute route =
                SmtpRoute.of(session("mail.smtp.host=h", "mail.user=u", "mail.smtp.password=p", property), false);

        assertEquals(port, route.port());
        assertEquals("true", route.session().getProperty("mail.smtp.auth"));
    }

    @Test
    void aRelayWithoutALoginMayDoWithoutTls() throws Exception {
        SmtpRoute route = SmtpRoute.of(
                session("mail.smtp.host=h", "mail.smtp.user=nobody", "mail.smtp.starttls.enable=false"), false);

        assertNull(route.credentials());
        assertEquals("false", route.session().getProperty("mail.smtp.auth"));
    }

    @Test
    void theLoginComesFromTheSessionsAuthenticator() throws Exception {
        Session container = Session.getInstance(properties("mail.host=h", "mail.user=someone"), new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(getDefaultUserName(), "secret");
            }
        });

        SmtpCredentials login = SmtpRoute.of(container, false).credentials();

        assertNotNull(login);
        assertEquals("someone", login.user());
        assertEquals("secret", login.secret().reveal());
    }

    @ParameterizedTest
    @CsvSource({
        "mail.from=a@example.org, a@example.org",
        "mail.smtp.from=b@example.org, b@example.org",
    })
    void theFromAddressOfTheSessionIsTheDefault(String property, String address) {
        assertEquals(
                Mailbox.parse(address),
                SmtpRoute.of(session("mail.smtp.host=h", property), false).defaultFrom());
    }

    @ParameterizedTest
    @CsvSource({
        "mail.smtp.port=25, mail.smtp.host",
        "mail.smtp.host=h;mail.smtp.port=none, mail.smtp.port",
        "mail.smtp.host=h;mail.smtp.port=70000, mail.smtp.port",
        "mail.smtp.host=h;mail.smtp.auth=true, mail.smtp.password",
        "mail.smtp.host=h;mail.transport.protocol=imap, mail.transport.protocol",
        "mail.smtp.host=h;mail.from=nobody, mail.from",
    })
    void anErrorNamesTheWrongProperty(String properties, String named) {
        Session container = session(properties.split(";", -1));

        String message = refusal(container);

        assertTrue(message.contains(named), message);
    }

    @ParameterizedTest
    @CsvSource({"STARTTLS, true, false", "TLS, , true", "NONE, , false"})
    void theSettingsDecideTheTransportSecurity(Tls tls, String required, String implicitTls) {
        Session session = SmtpRoute.to(new SmtpServer("h", 587, tls, null), SmtpTimeouts.DEFAULT)
                .session();

        assertEquals(required, session.getProperty("mail.smtp.starttls.required"));
        assertEquals(implicitTls, session.getProperty("mail.smtp.ssl.enable"));
        assertEquals("true", session.getProperty("mail.smtp.ssl.checkserveridentity"));
    }

    @Test
    void aTimeoutOfZeroIsRejected() {
        Duration second = Duration.ofSeconds(1);

        assertThrows(IllegalArgumentException.class, () -> new SmtpTimeouts(Duration.ZERO, second, second));
    }

    @Test
    void aTomcatResourceBecomesASession() throws Exception {
        Reference resource = new Reference("jakarta.mail.Session", MailSessionFactory.class.getName(), null);
        resource.add(new StringRefAddr("factory", MailSessionFactory.class.getName()));
        resource.add(new StringRefAddr("auth", "Container"));
        resource.add(new StringRefAddr("mail.smtp.host", "smtp.example.org"));
        resource.add(new StringRefAddr("mail.smtp.user", "news"));
        resource.add(new StringRefAddr("password", "secret"));

        Session session = (Session) new MailSessionFactory().getObjectInstance(resource, null, null, null);

        assertNotNull(session);
        assertEquals(2, session.getProperties().size(), session.getProperties()::toString);
        SmtpCredentials login = SmtpRoute.of(session, false).credentials();
        assertNotNull(login);
        assertEquals("news", login.user());
        assertEquals("secret", login.secret().reveal());
    }

    @Test
    void aPasswordWithoutAUserIsRejected() {
        Reference resource = new Reference("jakarta.mail.Session");
        resource.add(new StringRefAddr("password", "secret"));

        assertThrows(
                IllegalArgumentException.class,
                () -> new MailSessionFactory().getObjectInstance(resource, null, null, null));
    }

    @Test
    void otherResourceTypesAreIgnored() {
        assertNull(new MailSessionFactory().getObjectInstance(new Reference("javax.sql.DataSource"), null, null, null));
    }

    private static String refusal(Session container) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> SmtpRoute.of(container, false))
                .getMessage());
    }

    private static Session session(String... pairs) {
        return Session.getInstance(properties(pairs));
    }

    private static Properties properties(String... pairs) {
        Properties properties = new Properties();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            properties.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return properties;
    }
}
