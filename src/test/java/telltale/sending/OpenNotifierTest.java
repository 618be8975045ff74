package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.assessment.AssessmentService;
import telltale.assessment.RejudgeService;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.message.MessageContent;
import telltale.message.Personalizer;
import telltale.message.SenderFields;
import telltale.message.TestMessages;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.MailMessage;
import telltale.model.Network;
import telltale.model.Outcome;
import telltale.model.SmtpReply;
import telltale.model.Uuid7;
import telltale.store.EnqueueResult;

class OpenNotifierTest {
    private static final EmailAddress BOSS = EmailAddress.parse("boss@example.com");
    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";
    private static final String GMAIL =
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
    private static final MailMessage MAIL =
            new MailMessage(EmailAddress.parse("ann@example.com"), "Offer \u00E4", "<p>Hi</p>", null, "spring");

    private Instant accepted = Instant.now().minus(Duration.ofHours(2));
    private final Recorder server =
            new Recorder(mail -> new Outcome.Accepted(accepted, SmtpReply.parse(250, "250 2.0.0 ok")));
    private final AssessmentService assessment = new AssessmentService(Ruleset.builtIn(), Networks::builtIn);
    private final Random random = new Random(1);
    private final List<Throwable> failures = new ArrayList<>();
    private SendingFixture fixture;
    private OpenNotifier notices;

    @BeforeEach
    void open(@TempDir Path home) {
        fixture = new SendingFixture(home, server, SendingFixture.QUICK);
        notices = new OpenNotifier(
                fixture.store.openNotices(),
                fixture.queue::wake,
                SendingFixture.SHOP,
                Clock.systemUTC(),
                new Random(2),
                failures::add);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aNoticeThatCannotBeWrittenDoesNotHoldUpTheOthers() throws Exception {
        DeliveryId delivery = sent(BOSS);
        recordEvent(delivery, EventKind.OPEN, Duration.ofMinutes(30), GMAIL);
        OpenNotifier failing = new OpenNotifier(
                fixture.store.openNotices(),
                fixture.queue::wake,
                SendingFixture.SHOP,
                Clock.systemUTC(),
                () -> {
                    throw new IllegalStateException("no random numbers");
                },
                failures::add);
        failing.step();
        notices.step();

        assertEquals(1, failures.size());
        assertEquals(1, server.mails().size(), "there is no notice of that delivery");
    }

    @Test
    void anOpenByAPersonCausesOneNoticeWithoutTracking() throws Exception {
        DeliveryId delivery = sent(BOSS);
        recordEvent(delivery, EventKind.OPEN, Duration.ofMinutes(30), GMAIL);
        notices.step();
        SendingFixture.await(() -> server.mails().size() == 2);
        recordEvent(delivery, EventKind.CLICK, Duration.ofMinutes(40), CHROME);
        notices.step();

        String notice = server.mails().get(1);
        assertTrue(notice.contains("To: boss@example.com\r\n"), notice);
        assertTrue(notice.contains("Auto-Submitted: auto-generated\r\n"), notice);
        assertTrue(notice.contains("image proxy"), notice);
        assertTrue(notice.contains(delivery.toString()), notice);
        assertTrue(notice.contains(" UTC"), notice);
        assertFalse(notice.contains("/app/pixel/"), notice);
        assertFalse(notice.contains("List-Unsubscribe"), notice);
        assertEquals(2, server.mails().size());
        assertEquals(List.of(), fixture.store.recount().differences());
    }

    @Test
    void aClickByAPersonIsReportedAsAClick() throws Exception {
        recordEvent(sent(BOSS), EventKind.CLICK, Duration.ofMinutes(30), CHROME);
        notices.step();
        SendingFixture.await(() -> server.mails().size() == 2);
        assertTrue(server.mails().get(1).contains("A person clicked a link"), server.mails()::toString);
    }

    @Test
    void machinesSuspectedMachinesAndOldOpensCauseNoNotice() throws Exception {
        DeliveryId delivery = sent(BOSS);
        recordEvent(delivery, EventKind.OPEN, Duration.ofMinutes(30), "Mozilla/5.0");
        recordEvent(delivery, EventKind.OPEN, Duration.ofMinutes(1), GMAIL);
        recordEvent(delivery, EventKind.CLICK, Duration.ofMinutes(50), "curl/8.4.0");
        notices.step();
        recordEvent(sent(null), EventKind.OPEN, Duration.ofMinutes(30), CHROME);
        notices.step();
        accepted = accepted.minus(Duration.ofDays(1));
        recordEvent(sent(BOSS), EventKind.OPEN, Duration.ofMinutes(30), CHROME);
        notices.step();
        assertEquals(3, fixture.in(DeliveryState.ACCEPTED).size());
        assertEquals(List.of(), fixture.in(DeliveryState.QUEUED));
    }

    @Test
    void aNoticeIsRequestedForOneMessageOrForAllThatAreNotBulk() throws Exception {
        SubmissionService submission = new SubmissionService(
                fixture.store,
                fixture.queue,
                SendingFixture.SHOP,
                List.of(),
                SenderFields.NONE,
                BOSS,
                SendingFixture.checks(new Personalizer(
                        SendingFixture::tracking, SendingFixture::recipientLinks, TestMessages.UNSIGNED, null)),
                Clock.systemUTC(),
                new Random(3));
        EnqueueResult bulk = submit(submission, SendingFixture.content("Many", "<p>Hi</p>", null));
        EnqueueResult one = submit(submission, MessageContent.of(MAIL, SendingFixture.SHOP));
        SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 2);
        recordEvent(bulk.id(), EventKind.OPEN, Duration.ofMinutes(30), CHROME);
        recordEvent(one.id(), EventKind.OPEN, Duration.ofMinutes(30), CHROME);
        notices.step();
        SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 3);
        assertEquals(
                List.of(BOSS),
                fixture.in(DeliveryState.ACCEPTED).stream()
                        .filter(delivery -> delivery.campaign() == null)
                        .map(delivery -> delivery.to())
                        .toList());
    }

    private static EnqueueResult submit(SubmissionService submission, MessageContent content) {
        SubmissionService.PendingMessage message =
                submission.begin(content, null, SendTime.NOW, null, SendingFixture.bytes("x"));
        return message.add(0, List.of(message.prepare(SendingFixture.recipient("bob@example.com", Map.of()))))
                .get(0);
    }

    private DeliveryId sent(@Nullable EmailAddress notifyAddress) throws SuppressedRecipientException {
        return fixture.immediateSender
                .send(MAIL, notifyAddress)
                .join()
                .delivery()
                .id();
    }

    private void recordEvent(DeliveryId delivery, EventKind kind, Duration after, String agent) {
        fixture.store.append(List.of(new Event(
                Uuid7.at(accepted.plus(after), random),
                kind,
                delivery,
                kind == EventKind.CLICK ? 1 : 0,
                Client.of(agent, Set.of()),
                Network.UNKNOWN)));
        new RejudgeService(fixture.store.judgements(), assessment).finish();
    }
}
