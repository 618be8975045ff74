package telltale.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.FailureClass;
import telltale.model.FailureReason;
import telltale.model.ImmutableBytes;
import telltale.model.ReportEffect;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.model.ReportSource;
import telltale.model.Suppression;
import telltale.store.DeliveryStanding;
import telltale.store.NewReport;
import telltale.store.ReportDecision;
import telltale.store.ReportFacts;

class ConsequencesTest {
    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final DeliveryStanding ACCEPTED = standing(DeliveryState.ACCEPTED, Duration.ofMinutes(5), false, 0);
    private static final Set<ReportEffect> BOTH = Set.of(ReportEffect.BOUNCED, ReportEffect.SUPPRESSED);
    private static final Set<ReportEffect> BOUNCED = Set.of(ReportEffect.BOUNCED);

    private final Consequences consequences = new Consequences();

    @ParameterizedTest
    @CsvSource({"MAILBOX_GONE", "DOMAIN_GONE"})
    void aMissingMailboxIsNotWrittenToAgain(FailureReason reason) {
        ReportDecision decision = decide(bounce(reason), ReportMatch.TOKEN, ACCEPTED);
        assertEquals(BOTH, decision.effects());
        Suppression suppression = Objects.requireNonNull(decision.suppression());
        assertEquals(reason.wireName(), suppression.reason());
        assertEquals(Suppression.Scope.ALL, suppression.scope());
        assertNull(suppression.until());
    }

    @ParameterizedTest
    @EnumSource(FailureReason.class)
    void noOtherFailureSuppressesAtOnce(FailureReason reason) {
        ReportDecision decision = decide(bounce(reason), ReportMatch.TOKEN, ACCEPTED);
        assertEquals(reason.type() == FailureClass.HARD ? BOTH : BOUNCED, decision.effects());
    }

    @ParameterizedTest
    @CsvSource({
        "MESSAGE_ID, BOUNCED, no-signed-address",
        "QUEUE_ID, BOUNCED, no-signed-address",
        "EXPIRED_TOKEN, , address-expired",
        "UNSIGNED_ID, , delivery-not-proven",
        "RECIPIENT, , delivery-not-proven"
    })
    void withoutAValidAddressOfOursNoReportSuppresses(
            ReportMatch match, @Nullable ReportEffect effect, String explanation) {
        ReportDecision decision = decide(bounce(FailureReason.MAILBOX_GONE), match, ACCEPTED);
        assertEquals(effect == null ? Set.of() : Set.of(effect), decision.effects());
        assertEquals(explanation, decision.explanation());
    }

    @ParameterizedTest
    @CsvSource({"TOKEN", "MESSAGE_ID", "QUEUE_ID"})
    void whatAProviderSaysIsCertainByEachIdentifier(ReportMatch match) {
        assertEquals(BOTH, ofProvider(bounce(FailureReason.MAILBOX_GONE), match).effects());
        ReportFacts complaint = facts(ReportKind.COMPLAINT, null, "abuse", true, false, "");
        assertEquals(
                Set.of(ReportEffect.SUPPRESSED), ofProvider(complaint, match).effects());
        ReportFacts unsubscribe = facts(ReportKind.UNSUBSCRIBE, null, "", true, false, "");
        assertEquals(
                Set.of(ReportEffect.SUPPRESSED), ofProvider(unsubscribe, match).effects());
    }

    private ReportDecision ofProvider(ReportFacts facts, ReportMatch match) {
        return consequences.decide(report(facts, match, ReportSource.PROVIDER), facts, false, ACCEPTED);
    }

    /** Everyone who got or archived a mail knows its address, and can write what a bounce says into a mail. */
    @Test
    void aForgedNoSuchUserFromAForwardedMailChangesNothing() {
        ReportFacts written = facts(ReportKind.BOUNCE, FailureReason.MAILBOX_GONE, "failed", false, false, "");
        assertEquals(ReportDecision.nothing("not-a-machine-report"), decide(written, ReportMatch.TOKEN, ACCEPTED));
    }

    @Test
    void aForgedReportDoesNotSuppressRecipientsWhoAreThere() {
        DeliveryStanding clicked = standing(DeliveryState.ACCEPTED, Duration.ofMinutes(5), true, 0);
        ReportDecision decision = decide(bounce(FailureReason.MAILBOX_GONE), ReportMatch.TOKEN, clicked);
        assertEquals(BOUNCED, decision.effects());
        assertEquals("recipient-was-active", decision.explanation());
    }

    @Test
    void aReportThatComesLateDoesNotSuppress() {
        DeliveryStanding old = standing(DeliveryState.ACCEPTED, Duration.ofDays(15), false, 0);
        assertEquals(
                "too-late",
                decide(bounce(FailureReason.MAILBOX_GONE), ReportMatch.TOKEN, old)
                        .explanation());
    }

    @ParameterizedTest
    @CsvSource({
        "ann@example.com, true",
        "ANN@Example.COM, true",
        "ann+news@example.com, true",
        "'', true",
        "ben@example.com, false",
        "ann@elsewhere.example, false",
        "not an address, false"
    })
    void aMailboxThatForwardsToAMissingOneIsNotSuppressed(String named, boolean isSuppressed) {
        ReportFacts facts = facts(ReportKind.BOUNCE, FailureReason.MAILBOX_GONE, "failed", true, false, named);
        assertEquals(
                isSuppressed ? BOTH : BOUNCED,
                decide(facts, ReportMatch.TOKEN, ACCEPTED).effects());
    }

    @Test
    void theFifthFullMailboxInTenDaysSuppressesForAMonth() {
        DeliveryStanding fourth = standing(DeliveryState.ACCEPTED, Duration.ofMinutes(5), false, 3);
        DeliveryStanding fifth = standing(DeliveryState.ACCEPTED, Duration.ofMinutes(5), false, 4);
        assertEquals(
                BOUNCED,
                decide(bounce(FailureReason.MAILBOX_FULL), ReportMatch.TOKEN, fourth)
                        .effects());
        ReportDecision decision = decide(bounce(FailureReason.MAILBOX_FULL), ReportMatch.TOKEN, fifth);
        assertEquals(BOTH, decision.effects());
        assertEquals(
                NOW.plus(Duration.ofDays(30)),
                Objects.requireNonNull(decision.suppression()).until());
        assertEquals(
                BOUNCED,
                decide(bounce(FailureReason.REPUTATION), ReportMatch.TOKEN, fifth)
                        .effects());
    }

    @Test
    void fiveFailuresWithinDaysAreOneIncident() {
        DeliveryStanding burst =
                new DeliveryStanding(DeliveryState.ACCEPTED, NOW, ANN, null, false, 9, Duration.ofDays(9));
        assertEquals(
                BOUNCED,
                decide(bounce(FailureReason.MAILBOX_FULL), ReportMatch.TOKEN, burst)
                        .effects());
    }

    @Test
    void aComplaintSuppressesUnlessItIsAboutAuthentication() {
        ReportFacts abuse = facts(ReportKind.COMPLAINT, null, "abuse", true, false, "");
        ReportDecision decision = decide(abuse, ReportMatch.TOKEN, ACCEPTED);
        assertEquals(Set.of(ReportEffect.SUPPRESSED), decision.effects());
        assertEquals(
                Suppression.COMPLAINED,
                Objects.requireNonNull(decision.suppression()).reason());
        ReportFacts authentication = facts(ReportKind.COMPLAINT, null, "auth-failure", true, false, "");
        assertEquals(
                Set.of(), decide(authentication, ReportMatch.TOKEN, ACCEPTED).effects());
        assertEquals(Set.of(), decide(abuse, ReportMatch.RECIPIENT, ACCEPTED).effects());
        assertEquals(
                Set.of(), decide(abuse, ReportMatch.EXPIRED_TOKEN, ACCEPTED).effects());
    }

    @Test
    void aMailThatAsksForItUnsubscribesFromTheTopic() {
        ReportFacts request = facts(ReportKind.UNSUBSCRIBE, null, "", false, false, "");
        DeliveryStanding ofTopic =
                new DeliveryStanding(DeliveryState.ACCEPTED, NOW, ANN, "news", false, 0, Duration.ZERO);
        Suppression topic = Objects.requireNonNull(
                decide(request, ReportMatch.TOKEN, ofTopic).suppression());
        assertEquals("news", topic.topic());
        Suppression bulk = Objects.requireNonNull(
                decide(request, ReportMatch.TOKEN, ACCEPTED).suppression());
        assertEquals(Suppression.Scope.BULK, bulk.scope());
        assertEquals(Suppression.UNSUBSCRIBED, bulk.reason());
        assertEquals(Set.of(), decide(request, ReportMatch.MESSAGE_ID, ACCEPTED).effects());
    }

    @Test
    void onlyAPersonsReceiptAndReplyAreEngagement() {
        ReportFacts byHand = facts(ReportKind.RECEIPT, null, "displayed", true, true, "");
        ReportFacts automatic = facts(ReportKind.RECEIPT, null, "displayed", true, false, "");
        ReportFacts reply = facts(ReportKind.REPLY, null, "", false, false, "");
        ReportFacts absent = facts(ReportKind.AUTO_REPLY, null, "", true, false, "");
        assertEquals(
                Set.of(ReportEffect.RECEIPT),
                decide(byHand, ReportMatch.MESSAGE_ID, ACCEPTED).effects());
        assertEquals(Set.of(), decide(automatic, ReportMatch.TOKEN, ACCEPTED).effects());
        assertEquals(
                Set.of(ReportEffect.REPLIED),
                decide(reply, ReportMatch.MESSAGE_ID, ACCEPTED).effects());
        assertEquals(Set.of(), decide(reply, ReportMatch.RECIPIENT, ACCEPTED).effects());
        assertEquals(Set.of(), decide(absent, ReportMatch.TOKEN, ACCEPTED).effects());
    }

    @Test
    void aReportThatOvertakesTheReplyOfTheServerIsDecidedLater() {
        DeliveryStanding sending = standing(DeliveryState.SENDING, Duration.ZERO, false, 0);
        assertFalse(decide(bounce(FailureReason.MAILBOX_GONE), ReportMatch.TOKEN, sending)
                .isFinal());
    }

    @ParameterizedTest
    @EnumSource(
            value = DeliveryState.class,
            names = {"REFUSED", "FAILED", "SUPPRESSED", "CANCELLED"})
    void whatWasNotAcceptedCannotBounce(DeliveryState state) {
        DeliveryStanding other = standing(state, Duration.ZERO, false, 0);
        assertEquals(
                Set.of(),
                decide(bounce(FailureReason.MAILBOX_GONE), ReportMatch.TOKEN, other)
                        .effects());
    }

    @Test
    void aPersonsCorrectionConfirmsWhatAReportAloneDoesNotProve() {
        ReportFacts written = facts(ReportKind.BOUNCE, FailureReason.MAILBOX_GONE, "", false, false, "ben@example.com");
        ReportDecision decision = consequences.decide(report(written, ReportMatch.RECIPIENT), written, true, ACCEPTED);
        assertEquals(BOTH, decision.effects());
    }

    @ParameterizedTest
    @EnumSource(ReportKind.class)
    void anUnprovenReportOfAnyKindChangesNothing(ReportKind kind) {
        for (ReportMatch match : List.of(ReportMatch.EXPIRED_TOKEN, ReportMatch.UNSIGNED_ID, ReportMatch.RECIPIENT)) {
            ReportFacts facts = facts(
                    kind, kind == ReportKind.BOUNCE ? FailureReason.MAILBOX_GONE : null, "delivered", true, true, "");
            assertEquals(Set.of(), decide(facts, match, ACCEPTED).effects(), match::name);
        }
    }

    private ReportDecision decide(ReportFacts facts, ReportMatch match, DeliveryStanding standing) {
        return consequences.decide(report(facts, match), facts, false, standing);
    }

    private static NewReport report(ReportFacts facts, ReportMatch match) {
        return report(facts, match, ReportSource.API);
    }

    private static NewReport report(ReportFacts facts, ReportMatch match, ReportSource source) {
        ImmutableBytes none = new ImmutableBytes(new byte[0]);
        return new NewReport(new UUID(7, 7), NOW, source, none, facts, null, match, none, null);
    }

    private static ReportFacts bounce(FailureReason reason) {
        return facts(ReportKind.BOUNCE, reason, "failed", true, false, "");
    }

    private static ReportFacts facts(
            ReportKind kind,
            @Nullable FailureReason reason,
            String action,
            boolean isMachine,
            boolean isManual,
            String recipient) {
        return new ReportFacts(kind, reason, "", action, recipient, "", "", isMachine, isManual, List.of(), "1");
    }

    private static DeliveryStanding standing(DeliveryState state, Duration age, boolean isEngaged, int softFailures) {
        return new DeliveryStanding(state, NOW.minus(age), ANN, null, isEngaged, softFailures, Duration.ofDays(10));
    }
}
