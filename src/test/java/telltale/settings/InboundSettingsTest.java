package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.EmailAddress;
import telltale.settings.MailboxServer.Protocol;
import telltale.settings.SmtpServer.Tls;

class InboundSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "imaps://ann@imap.example.com, IMAP, TLS, ann, imap.example.com, 993, INBOX",
        "imaps://ann%40example.com@imap.example.com/inbox, IMAP, TLS, ann@example.com, imap.example.com, 993, INBOX",
        "imap://ann@imap.example.com:1143/INBOX/Bounces, IMAP, STARTTLS, ann, imap.example.com, 1143, INBOX/Bounces",
        "imap://ann@localhost/My%20bounces, IMAP, NONE, ann, localhost, 143, My bounces",
        "pop3s://ann@pop.example.com, POP3, TLS, ann, pop.example.com, 995, INBOX",
        "pop3://ann@pop.example.com/, POP3, STARTTLS, ann, pop.example.com, 110, INBOX",
        "POP3://ann@127.0.0.1:1110, POP3, NONE, ann, 127.0.0.1, 1110, INBOX"
    })
    void aMailboxIsRead(String url, Protocol protocol, Tls tls, String user, String host, int port, String folder) {
        MailboxServer mailbox = Given.settings("INBOUND_URL", url, "INBOUND_PASS", "hidden")
                .inbound()
                .mailboxes()
                .get(0);
        assertEquals(
                new MailboxServer("INBOUND_URL", protocol, tls, user, host, port, folder, new Secret("hidden")),
                mailbox);
        assertFalse(mailbox.toString().contains("ann"), mailbox::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://ann@example.com | it does not begin with imaps://, imap://, pop3s:// or pop3://
            imaps://imap.example.com | it has no user name; an @ in one is written as %40
            imaps://ann@example.com@imap.example.com | the @ in its user name is not written as %40
            imaps://ann:hidden@imap.example.com | it contains a password, which belongs in INBOUND_PASS only, because logs show the URL
            imaps://ann@imap.example.com:70000 | its port is not a number from 1 to 65535
            imaps://ann@imap.example.com/INBOX?a | it has a query or a fragment
            pop3s://ann@pop.example.com/Bounces | POP3 has no folder but INBOX
            """)
    void aMailboxThatCannotBeReadIsRefused(String url, String why) {
        List<String> problems = Given.problems("INBOUND_URL_3", url, "INBOUND_PASS_3", "hidden");
        assertEquals(1, problems.size(), problems::toString);
        String problem = problems.get(0);
        assertEquals(
                why + ". Set it to a mailbox such as imaps://bounces%40example.com@imap.example.com/INBOX.",
                problem.substring(problem.indexOf("\": ") + 3));
        assertFalse(problem.contains("hidden") || problem.contains("ann"), problem);
    }

    @Test
    void severalMailboxesAreReadAndShownWithoutUserOrPassword() {
        Settings settings = Given.settings(
                "INBOUND_URL",
                "imaps://ann@imap.example.com",
                "INBOUND_PASS",
                "hidden-1",
                "INBOUND_URL_9",
                "pop3s://ben@pop.example.org",
                "INBOUND_PASS_9",
                "hidden-2",
                "INBOUND_DONE",
                "delete");
        assertEquals(
                List.of(
                        "INBOUND_URL (imaps://imap.example.com/INBOX)",
                        "INBOUND_URL_9 (pop3s://pop.example.org/INBOX)"),
                settings.inbound().mailboxes().stream()
                        .map(MailboxServer::toString)
                        .toList());
        assertEquals(new AfterReading.Delete(), settings.inbound().afterReading());
        String shown = settings.toString();
        assertFalse(shown.contains("hidden") || shown.contains("ann@") || shown.contains("ben@"), shown);
        assertEquals(List.of(), settings.warnings());
    }

    @Test
    void defaultsReadNothingAndListenNowhere() {
        InboundSettings inbound = Given.settings().inbound();
        assertEquals(List.of(), inbound.mailboxes());
        assertNull(inbound.listener());
        assertEquals(new AfterReading.MarkSeen(), inbound.afterReading());
        assertEquals(Duration.ofDays(30), inbound.retention());
        assertFalse(inbound.keepsReplies());
    }

    @Test
    void aListenerIsOnTheLoopbackAddressByDefault() {
        assertEquals(
                new InboundSettings.Listener("127.0.0.1", 2525),
                Given.settings("TELLTALE_INBOUND_PORT", "2525").inbound().listener());
        assertEquals(
                new InboundSettings.Listener("10.1.2.3", 0),
                Given.settings("TELLTALE_INBOUND_PORT", "0", "TELLTALE_INBOUND_ADDRESS", "10.1.2.3")
                        .inbound()
                        .listener());
    }

    @Test
    void repliesAreForwardedNowhereByDefaultOrToTheAuthorOrToAnAddress() {
        assertEquals(new ReplyTarget.Nowhere(), Given.settings().inbound().forward());
        assertEquals(
                new ReplyTarget.Author(),
                Given.settings("INBOUND_FORWARD", "author").inbound().forward());
        assertEquals(
                new ReplyTarget.Address(EmailAddress.parse("office@example.com")),
                Given.settings("INBOUND_FORWARD", "office@example.com")
                        .inbound()
                        .forward());
        assertEquals(1, Given.problems("INBOUND_FORWARD", "on").size());
    }

    @Test
    void repliesAreNotForwardedToWhereTheyComeFrom() {
        List<String> problems =
                List.of("INBOUND_FORWARD is an address of EMAIL_BOUNCES, so forwarded replies would come"
                        + " back. Set INBOUND_FORWARD to another address.");
        for (String own : List.of("bounces@example.com", "Bounces+me@example.com")) {
            assertEquals(problems, Given.problems("INBOUND_FORWARD", own, "EMAIL_BOUNCES", "bounces@example.com"));
        }
        assertEquals(
                problems, Given.problems("INBOUND_FORWARD", "office@b.example.com", "EMAIL_BOUNCES", "b.example.com"));
        assertEquals(
                new ReplyTarget.Address(EmailAddress.parse("bouncesnot@example.com")),
                Given.settings("INBOUND_FORWARD", "bouncesnot@example.com", "EMAIL_BOUNCES", "bounces@example.com")
                        .inbound()
                        .forward());
    }

    @Test
    void aMailboxNeedsAPassword() {
        assertEquals(
                List.of(
                        "INBOUND_URL_2 (environment) is set, but INBOUND_PASS_2 is not. Set INBOUND_PASS_2 to the password"
                                + " of that mailbox."),
                Given.problems("INBOUND_URL_2", "imaps://ann@imap.example.com"));
    }

    @Test
    void theSameMailboxTwiceIsRefused() {
        assertEquals(
                List.of("INBOUND_URL_2 names the same mailbox as another setting. Remove one of them."),
                Given.problems(
                        "INBOUND_URL",
                        "imaps://ann@imap.example.com",
                        "INBOUND_PASS",
                        "hidden",
                        "INBOUND_URL_2",
                        "imaps://ann@imap.example.com:993/INBOX",
                        "INBOUND_PASS_2",
                        "hidden"));
    }

    @Test
    void aPop3MailboxHasNoFolderToMoveTo() {
        assertEquals(
                List.of("INBOUND_DONE is move, but INBOUND_URL is a POP3 mailbox, which has no other folder. Set"
                        + " INBOUND_DONE to seen or delete."),
                Given.problems(
                        "INBOUND_URL",
                        "pop3s://ann@pop.example.com",
                        "INBOUND_PASS",
                        "hidden",
                        "INBOUND_DONE",
                        "move:Done"));
        assertEquals(
                new AfterReading.Move("Done"),
                Given.settings(
                                "INBOUND_URL",
                                "imaps://ann@imap.example.com",
                                "INBOUND_PASS",
                                "hidden",
                                "INBOUND_DONE",
                                "move: Done")
                        .inbound()
                        .afterReading());
    }

    @Test
    void settingsWithoutEffectCauseWarnings() {
        assertEquals(
                List.of(
                        "INBOUND_PASS_4 (environment) has no effect: INBOUND_URL_4 is not set.",
                        "INBOUND_DONE (environment) has no effect: no INBOUND_URL is set.",
                        "TELLTALE_INBOUND_ADDRESS (environment) has no effect: TELLTALE_INBOUND_PORT is not set."),
                Given.settings("INBOUND_PASS_4", "x", "INBOUND_DONE", "delete", "TELLTALE_INBOUND_ADDRESS", "::1")
                        .warnings());
    }
}
