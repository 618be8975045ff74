package telltale.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.Confidence;
import telltale.model.DeliveryState;
import telltale.model.FailureClass;
import telltale.model.FailureReason;
import telltale.model.LastingFailure;
import telltale.model.ReportEffect;
import telltale.model.ReportMatch;
import telltale.model.ReportSource;
import telltale.model.Suppression;
import telltale.model.Suppression.Scope;
import telltale.store.DeliveryStanding;
import telltale.store.NewReport;
import telltale.store.ReportDecision;
import telltale.store.ReportFacts;
import telltale.store.Reports.Decider;

/**
 * What follows from a report. Everyone who has a mail can write a report about it, so a report proves little: a delivery is
 * bounced by a program's report about that very delivery, and its recipient is suppressed if nothing speaks against it. A person
 * who corrects a report confirms what it says and which delivery it is about.
 */
public final class Consequences implements Decider {
    /** How long after the acceptance of a mail a report can suppress its recipient. */
    public static final Duration SUPPRESSION_PERIOD = Duration.ofDays(14);

    private static final String AUTHENTICATION_REPORT = "auth-failure";

    @Override
    public ReportDecision decide(NewReport report, ReportFacts facts, boolean isConfirmed, DeliveryStanding standing) {
        if (!standing.state().isFinal()) {
            return new ReportDecision(Set.of(), null, "still-sending", false);
        }
        return new Case(report, facts, isConfirmed, standing).decide();
    }

    /** One report about one delivery. */
    private record Case(NewReport report, ReportFacts facts, boolean isConfirmed, DeliveryStanding standing) {
        ReportDecision decide() {
            return switch (facts.kind()) {
                case BOUNCE -> bounce();
                case COMPLAINT -> complaint();
                case UNSUBSCRIBE -> unsubscribe();
                case SUCCESS ->
                    engagement(ReportEffect.DELIVERED, facts.action().equals("delivered"), "relayed");
                case RECEIPT -> engagement(ReportEffect.RECEIPT, facts.isManualReceipt(), "automatic-receipt");
                case REPLY -> engagement(ReportEffect.REPLIED, true, "");
                case DELAY -> ReportDecision.nothing("delay");
                case AUTO_REPLY -> ReportDecision.nothing("auto-reply");
                case UNRELATED -> ReportDecision.nothing("unrelated");
            };
        }

        /**
         * Whether the delivery is certain: by a signed address, by a person's confirmation, or by any identifier in a verified
         * notification, which only the provider can send.
         */
        private boolean isCertain() {
            return isConfirmed
                    || report.match() == ReportMatch.TOKEN
                    || (report.source() == ReportSource.PROVIDER && isMatchProbable());
        }

        private boolean isProbable() {
            return isCertain() || isMatchProbable();
        }

        private boolean isMatchProbable() {
            return report.match()
                            .confidence()
                            .filter(confidence -> confidence == Confidence.PROBABLE)
                            .isPresent()
                    && !isOfAnotherRecipient();
        }

        /**
         * A mail of another program may have further recipients that Telltale does not know. The provider accepts it for all of them
         * with one identifier, and states which one its notification is about.
         */
        private boolean isOfAnotherRecipient() {
            return report.source() == ReportSource.PROVIDER && report.match() == ReportMatch.QUEUE_ID && namesAnother();
        }

        private ReportDecision engagement(ReportEffect effect, boolean counts, String otherwise) {
            if (!isProbable()) {
                return ReportDecision.nothing(unproven());
            }
            return counts || isConfirmed ? only(effect) : ReportDecision.nothing(otherwise);
        }

        private ReportDecision only(ReportEffect effect) {
            return new ReportDecision(Set.of(effect), null, effect.wireName(), true);
        }

        private String unproven() {
            return report.match() == ReportMatch.EXPIRED_TOKEN ? "address-expired" : "delivery-not-proven";
        }

        private ReportDecision bounce() {
            if (!isProbable()) {
                return ReportDecision.nothing(unproven());
            }
            if (!isConfirmed && !facts.isMachineReport()) {
                return ReportDecision.nothing("not-a-machine-report");
            }
            if (standing.state() != DeliveryState.ACCEPTED && standing.state() != DeliveryState.BOUNCED) {
                return ReportDecision.nothing("was-not-accepted");
            }
            FailureReason reason = Objects.requireNonNullElse(facts.reason(), FailureReason.UNKNOWN);
            return reason.type() == FailureClass.HARD ? hardBounce(reason) : otherBounce(reason);
        }

        private ReportDecision hardBounce(FailureReason reason) {
            String doubt = doubt();
            return doubt == null
                    ? bounced(new Suppression(Scope.ALL, reason.wireName(), now()), "no-such-mailbox")
                    : bounced(null, doubt);
        }

        /** Why a report of a missing mailbox does not suppress its recipient; null if nothing speaks against that. */
        private @Nullable String doubt() {
            if (isConfirmed) {
                return null;
            }
            if (!isCertain()) {
                return "no-signed-address";
            }
            Instant acceptedAt = standing.acceptedAt();
            if (acceptedAt == null || now().isAfter(acceptedAt.plus(SUPPRESSION_PERIOD))) {
                return "too-late";
            }
            if (standing.isEngaged()) {
                return "recipient-was-active";
            }
            return namesAnother() ? "names-another-address" : null;
        }

        /** A script or a forwarder may send mail on from a mailbox that exists to one that does not. */
        private boolean namesAnother() {
            String named = facts.recipient();
            return !named.isEmpty()
                    && ReportedAddress.parse(named)
                            .filter(address -> ReportedAddress.isSameMailbox(address, standing.recipient()))
                            .isEmpty();
        }

        private ReportDecision otherBounce(FailureReason reason) {
            Optional<Suppression> lasting =
                    LastingFailure.suppression(reason, standing.softFailures(), standing.softFailureSpan(), now());
            if (lasting.isPresent() && isCertain()) {
                return bounced(lasting.get(), "mailbox-unusable-for-days");
            }
            return bounced(null, LastingFailure.concerns(reason) ? "mailbox-may-recover" : "not-about-the-mailbox");
        }

        private ReportDecision bounced(@Nullable Suppression suppression, String explanation) {
            Set<ReportEffect> effects = EnumSet.of(ReportEffect.BOUNCED);
            if (suppression != null) {
                effects.add(ReportEffect.SUPPRESSED);
            }
            return new ReportDecision(effects, by(suppression), explanation, true);
        }

        private ReportDecision complaint() {
            if (facts.action().equals(AUTHENTICATION_REPORT)) {
                return ReportDecision.nothing("authentication-report");
            }
            if (!isProbable() || (report.match() == ReportMatch.QUEUE_ID && !isCertain())) {
                return ReportDecision.nothing(unproven());
            }
            return isConfirmed || facts.isMachineReport()
                    ? complained()
                    : ReportDecision.nothing("not-a-machine-report");
        }

        private ReportDecision complained() {
            return suppressed(new Suppression(Scope.ALL, Suppression.COMPLAINED, now()), "complaint");
        }

        private ReportDecision unsubscribe() {
            if (!isCertain()) {
                return ReportDecision.nothing(unproven());
            }
            String topic = standing.topic();
            return suppressed(
                    topic == null
                            ? new Suppression(Scope.BULK, Suppression.UNSUBSCRIBED, now())
                            : Suppression.ofTopic(topic, Suppression.UNSUBSCRIBED, now()),
                    "unsubscribe");
        }

        private ReportDecision suppressed(Suppression suppression, String explanation) {
            return new ReportDecision(Set.of(ReportEffect.SUPPRESSED), by(suppression), explanation, true);
        }

        private @Nullable Suppression by(@Nullable Suppression suppression) {
            return suppression == null ? null : suppression.by(report.id());
        }

        private Instant now() {
            return report.receivedAt();
        }
    }
}
