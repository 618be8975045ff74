package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.FailureReason;
import telltale.model.ImmutableBytes;
import telltale.model.PersonKey;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.model.ReportSource;
import telltale.model.Sha256;
import telltale.model.Suppression;
import telltale.model.Uuid7;
import telltale.reports.Consequences;
import telltale.store.Reports.Decider;
import telltale.store.Reports.Stored;
import telltale.token.PersonKeys;

/** A store with its reports, and the deliveries and reports of the contracts about them. */
public abstract class ReportsFixture extends JudgementsFixture {
    protected static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    protected static final Decider CONSEQUENCES = new Consequences();
    protected static final String RULESET = "1+reasons-1";

    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    /** Opens the store under test with keys of persons. */
    protected abstract Store open(Function<EmailAddress, Optional<PersonKey>> keys);

    /** Reads the number that a statement returns. */
    protected abstract long number(String sql);

    @Override
    protected Store open() {
        return open(address -> Optional.of(KEYS.keyOf(address)));
    }

    protected Reports reports() {
        return store.reports();
    }

    protected static Instant day(int day) {
        return NOON.plus(Duration.ofDays(day));
    }

    /** What was read in a report of a program. */
    protected static ReportFacts facts(ReportKind kind, @Nullable FailureReason reason) {
        return new ReportFacts(
                kind,
                reason,
                "5.1.1",
                kind == ReportKind.SUCCESS ? "delivered" : "failed",
                "ann@example.com",
                "550 5.1.1 no such user",
                "<id@example.com>",
                true,
                true,
                List.of("rule-one", "rule-two"),
                RULESET);
    }

    protected NewReport report(@Nullable DeliveryId delivery, ReportKind kind, Instant at) {
        return report(delivery, facts(kind, kind == ReportKind.BOUNCE ? FailureReason.MAILBOX_GONE : null), at);
    }

    protected NewReport bounce(DeliveryId delivery, FailureReason reason, Instant at) {
        return report(delivery, facts(ReportKind.BOUNCE, reason), at);
    }

    protected NewReport report(@Nullable DeliveryId delivery, ReportFacts facts, Instant at) {
        ImmutableBytes octets = new ImmutableBytes(("mail " + random.nextLong()).getBytes(StandardCharsets.UTF_8));
        return new NewReport(
                Uuid7.at(at, random),
                at,
                ReportSource.SMTP,
                Sha256.of(octets),
                facts,
                delivery,
                delivery == null ? ReportMatch.NONE : ReportMatch.TOKEN,
                octets,
                null);
    }

    protected Stored store(NewReport report) {
        Stored stored = reports().store(List.of(report), CONSEQUENCES, null).get(0);
        assertEquals(List.of(), store.recount().differences());
        return stored;
    }

    protected void correct(NewReport report, ReportKind kind) {
        reports().correct(report.id(), new ReportCorrection(kind, null), CONSEQUENCES);
        assertEquals(List.of(), store.recount().differences());
    }

    protected Delivery read(DeliveryId delivery) {
        return store.delivery(delivery).orElseThrow();
    }

    protected DeliveryState state(DeliveryId delivery) {
        return read(delivery).state();
    }

    protected @Nullable Suppression suppression() {
        return store.persons().person(ANN).suppression();
    }

    protected Suppression suppressed() {
        return Objects.requireNonNull(suppression());
    }

    /** The deliveries that are counted for a kind. */
    protected long counted(ReportKind kind) {
        return number("select coalesce(sum(deliveries), 0) from campaign_reports where kind = " + kind.number());
    }

    /** The deliveries that are counted for bounces with a reason. */
    protected long counted(FailureReason reason) {
        return number("select coalesce(sum(deliveries), 0) from campaign_reports where kind = 1 and reason = "
                + reason.number());
    }
}
