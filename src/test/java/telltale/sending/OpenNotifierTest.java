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
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.MailMessage;
import telltale.model.Network;
import telltale.model.Outcome;
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
    private final Recorder server = new Recorder(mail -> new Outcome.Accepted(accepted, "250 2.0.0 ok"));
    private final AssessmentService verdicts = new AssessmentService(Ruleset.builtIn(), Networks::builtIn);
    private final Random random = new Random(1);
    private final List<Throwable> failures = new ArrayList<>();
    private SendingFixture office;
    private OpenNotifier notices;

    @BeforeEach
    void openTheOffice(@TempDir Path home) {
        office = new SendingFixture(home, server, SendingFixture.QUICK);
        notices = new OpenNotifier(
                office.store.openNotices(),
                office.dispatch::wake,
                SendingFixture.SHOP,
                Clock.systemUTC(),
                new Random(2),
                failures::add);
    }

    @AfterEach
    void closeTheOffice() {
        office.close();
    }

    @Test
    void aNoticeThatCannotBeWrittenHoldsUpNoOther() throws Exception {
        DeliveryId delivery = sent(BOSS);
        seen(delivery, EventKind.OPEN, Duration.ofMinutes(30), GMAIL);
        OpenNotifier failing = new OpenNotifier(
                office.store.openNotices(),
                office.dispatch::wake,
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
    void aPersonsOpenIsToldOnceInAMailThatIsNotTracked() throws Exception {
        DeliveryId delivery = sent(BOSS);
        seen(delivery, EventKind.OPEN, Duration.ofMinutes(30), GMAIL);
        notices.step();
        SendingFixture.await(() -> server.mails().size() == 2);
        seen(delivery, EventKind.CLICK, Duration.ofMinutes(40), CHROME);
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
        assertEquals(List.of(), office.store.recount().differences());
    }

    @Test
    void aPersonsClickIsToldAsOne() throws Exception {
        seen(sent(BOSS), EventKind.CLICK, Duration.ofMinutes(30), CHROME);
        notices.step();
        SendingFixture.await(() -> server.mails().size() == 2);
        assertTrue(server.mails().get(1).contains("A person followed a link"), server.mails()::toString);
    }

    @Test
    void machinesSuspicionsAndOldNewsAreNotTold() throws Exception {
        DeliveryId delivery = sent(BOSS);
        seen(delivery, EventKind.OPEN, Duration.ofMinutes(30), "Mozilla/5.0");
        seen(delivery, EventKind.OPEN, Duration.ofMinutes(1), GMAIL);
        seen(delivery, EventKind.CLICK, Duration.ofMinutes(50), "curl/8.4.0");
        notices.step();
        seen(sent(null), EventKind.OPEN, Duration.ofMinutes(30), CHROME);
        notices.step();
        accepted = accepted.minus(Duration.ofDays(1));
        seen(sent(BOSS), EventKind.OPEN, Duration.ofMinutes(30), CHROME);
        notices.step();
        assertEquals(3, office.in(DeliveryState.ACCEPTED).size());
        assertEquals(List.of(), office.in(DeliveryState.QUEUED));
    }

    @Test
    void aNoticeIsAskedForOneMailOrForAllThatAreNotBulk() throws Exception {
        SubmissionService acceptance = new SubmissionService(
                office.store,
                office.dispatch::wake,
                SendingFixture.SHOP,
                List.of(),
                BOSS,
                Clock.systemUTC(),
                new Random(3));
        EnqueueResult bulk = entered(acceptance, SendingFixture.letter("Many", "<p>Hi</p>", null));
        EnqueueResult one = entered(acceptance, MessageContent.of(MAIL, SendingFixture.SHOP));
        SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 2);
        seen(bulk.id(), EventKind.OPEN, Duration.ofMinutes(30), CHROME);
        seen(one.id(), EventKind.OPEN, Duration.ofMinutes(30), CHROME);
        notices.step();
        SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 3);
        assertEquals(
                List.of(BOSS),
                office.in(DeliveryState.ACCEPTED).stream()
                        .filter(delivery -> delivery.campaign() == null)
                        .map(delivery -> delivery.to())
                        .toList());
    }

    private static EnqueueResult entered(SubmissionService acceptance, MessageContent letter) {
        SubmissionService.Accepting message = acceptance.begin(letter, null, null, null, SendingFixture.octets("x"));
        return message.add(0, List.of(message.check(SendingFixture.recipient("bob@example.com", Map.of()))))
                .get(0);
    }

    private DeliveryId sent(@Nullable EmailAddress notify) throws SuppressedRecipientException {
        return office.tracking.send(MAIL, notify).join().delivery().id();
    }

    private void seen(DeliveryId delivery, EventKind kind, Duration after, String agent) {
        office.store.append(List.of(new Event(
                Uuid7.at(accepted.plus(after), random),
                kind,
                delivery,
                kind == EventKind.CLICK ? 1 : 0,
                Client.of(agent, Set.of()),
                Network.UNKNOWN)));
        new RejudgeService(office.store.judgements(), verdicts).finish();
    }
}
