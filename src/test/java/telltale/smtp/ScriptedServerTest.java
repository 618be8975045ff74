package telltale.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import telltale.message.TestMessages;
import telltale.message.mime.ComposedMessage;
import telltale.model.Outcome;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.SmtpStage;
import telltale.settings.Secret;
import telltale.settings.SmtpServer;
import telltale.settings.SmtpServer.Login;
import telltale.settings.SmtpServer.Tls;

/** A test against a mail server that follows a script, and fails as the script says. */
abstract class ScriptedServerTest {
    static final Clock CLOCK = Clock.fixed(TestMessages.DATE, ZoneOffset.UTC);
    static final Login LOGIN = new Login("news", new Secret("hunter2-and-more"));
    static final SmtpTimeouts LONG_TIMEOUTS =
            new SmtpTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(10));
    static final SmtpTimeouts SHORT_READ_TIMEOUT =
            new SmtpTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(10));

    ScriptedSmtpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = ScriptedSmtpServer.start();
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    Outcome send(ComposedMessage mail) {
        return send(mail, Tls.NONE, null, LONG_TIMEOUTS);
    }

    Outcome send(ComposedMessage mail, Tls tls, @Nullable Login login, SmtpTimeouts timeouts) {
        SmtpServer target = new SmtpServer("127.0.0.1", server.port(), tls, login);
        return new SmtpMailSender(SmtpRoute.to(target, timeouts), CLOCK).send(mail);
    }

    static Failed assertFailed(Reason reason, SmtpStage stage, String text, Outcome outcome) {
        Failed failed = assertInstanceOf(Failed.class, outcome);
        assertEquals(reason, failed.reason(), failed.detail());
        assertEquals(stage, failed.stage(), failed.detail());
        assertTrue(failed.detail().contains(text), failed.detail());
        return failed;
    }
}
