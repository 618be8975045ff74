package telltale.reports;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.inbound.RecipientReport;
import telltale.inbound.Report;
import telltale.inbound.ReportReader;
import telltale.inbound.ReturnEnvelope;
import telltale.model.ImmutableBytes;
import telltale.model.ReportKind;
import telltale.model.ReportSource;
import telltale.model.Sha256;
import telltale.model.Uuid7;
import telltale.store.MailboxPosition;
import telltale.store.NewForward;
import telltale.store.NewReport;
import telltale.store.ReportFacts;
import telltale.store.Reports;
import telltale.store.Reports.Stored;
import telltale.token.MessageIds;
import telltale.token.ReturnTokens;

/** Accepts mails that came back, from every source. What it returned for is stored durably, once for each mail. */
public final class ReportIntake {
    /** The octets that a mail may have, more than mail servers accept by default; the beginning of a large one is read. */
    public static final int MAX_MAIL_OCTETS = 50 << 20;

    private static final Logger log = LoggerFactory.getLogger(ReportIntake.class);
    private static final ReturnEnvelope NULL_SENDER = new ReturnEnvelope(Optional.of(""), List.of());
    /** The octets of a mail that are kept: what a report says precedes the copy of the message in it. */
    static final int MAX_KEPT = 128 << 10;
    /** The same of a mail without a delivery: anyone can send such mails to a public mailbox. */
    private static final int MAX_UNRELATED_KEPT = 8 << 10;

    static final int MAX_DIAGNOSTIC = 1_000;
    static final int MAX_FIELD = 320;

    /** Reading the rules takes a third of a second, which the start of the program does not wait for. */
    private static final class Rules {
        private static final ReportReader READER = new ReportReader();
    }

    private final ReportMatcher matcher;
    private final NotificationReports notifications;
    private final Reports reports;
    private final boolean keepsReplies;
    private final Forwarding forwarding;
    private final Consumer<NewReport> listener;
    private final Reports.Decider consequences;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param keepsReplies whether the texts that people wrote are kept, beside the headers of their mails
     * @param forwarding which replies are forwarded
     * @param listener gets each report that was stored
     * @param random for the ids of reports, which are not secret
     */
    public ReportIntake(
            ReturnTokens tokens,
            MessageIds messageIds,
            Reports reports,
            boolean keepsReplies,
            Forwarding forwarding,
            Consumer<NewReport> listener,
            Clock clock,
            RandomGenerator random) {
        this.matcher = new ReportMatcher(tokens, messageIds, reports);
        this.notifications = new NotificationReports(matcher, random);
        this.reports = reports;
        this.keepsReplies = keepsReplies;
        this.forwarding = forwarding;
        this.listener = listener;
        this.consequences = new Consequences();
        this.clock = clock;
        this.random = random;
    }

    /**
     * Reads mails, finds their deliveries, stores them, and carries out what follows, in one transaction.
     *
     * @param reached how far the mailbox is read with these mails; null if they are from none
     * @return a result for each mail, in order
     * @throws telltale.store.StoreUnavailableException if the database is unavailable; nothing was stored then
     */
    public List<Stored> accept(List<ReturnedMail> mails, @Nullable MailboxPosition reached) {
        List<NewReport> read = new ArrayList<>(mails.size());
        for (ReturnedMail mail : mails) {
            read.add(report(mail));
        }
        return store(read, reached);
    }

    /**
     * Stores a provider's events, and carries out what follows, in one transaction. Events about mail that Telltale did not send
     * are not stored: other programs may use the same account.
     *
     * @param provider its name, to which the ids of its events belong
     * @return a result for each notification about a mail of Telltale
     * @throws telltale.store.StoreUnavailableException if the database is unavailable; nothing was stored then
     */
    public List<Stored> accept(String provider, List<Notification> events) {
        Instant now = clock.instant();
        List<NewReport> read = events.stream()
                .flatMap(event -> notifications.report(provider, event, now).stream())
                .toList();
        return read.isEmpty() ? List.of() : store(read, null);
    }

    private List<Stored> store(List<NewReport> read, @Nullable MailboxPosition reached) {
        List<Stored> stored = reports.store(read, consequences, reached);
        for (int i = 0; i < stored.size(); i++) {
            if (stored.get(i).isNew()) {
                announce(read.get(i));
            }
        }
        return stored;
    }

    /** The report is stored, so it must not come in again because a listener failed. */
    private void announce(NewReport report) {
        try {
            listener.accept(report);
        } catch (RuntimeException failed) {
            log.warn("Nothing was learned from a report: {}", failed.toString());
        }
    }

    /** Accepts a mail that is from no mailbox, as {@link #accept(List, MailboxPosition)}. */
    public Stored accept(ReturnedMail mail) {
        return accept(List.of(mail), null).get(0);
    }

    private NewReport report(ReturnedMail mail) {
        Instant now = clock.instant();
        byte[] octets = mail.octets().toBytes();
        Optional<Report> read = read(octets, mail.envelope());
        ReportMatcher.Found found =
                read.map(report -> matcher.find(report, now)).orElse(ReportMatcher.Found.NOTHING);
        ReportFacts facts = read.map(report -> facts(report, found)).orElseGet(this::unreadable);
        return new NewReport(
                Uuid7.at(now, random),
                now,
                mail.source(),
                new ImmutableBytes(Sha256.of(octets)),
                facts,
                found.delivery(),
                found.match(),
                kept(octets, facts.kind(), found.delivery() == null ? MAX_UNRELATED_KEPT : MAX_KEPT),
                forward(mail, facts.kind(), found));
    }

    /** Only a reply that certainly or probably is about a delivery is forwarded. */
    private @Nullable NewForward forward(ReturnedMail mail, ReportKind kind, ReportMatcher.Found found) {
        return kind == ReportKind.REPLY && found.match().isSigned() && found.delivery() != null
                ? forwarding.of(mail, found.delivery())
                : null;
    }

    private ImmutableBytes kept(byte[] octets, ReportKind kind, int limit) {
        int length = isWritten(kind) && !keepsReplies ? headerLength(octets) : octets.length;
        return new ImmutableBytes(Arrays.copyOf(octets, Math.min(length, limit)));
    }

    /** Whether a person wrote such a mail, or its text. */
    private static boolean isWritten(ReportKind kind) {
        return kind == ReportKind.REPLY || kind == ReportKind.AUTO_REPLY || kind == ReportKind.UNSUBSCRIBE;
    }

    /** The number of octets before the first empty line. */
    private static int headerLength(byte[] octets) {
        for (int i = 1; i < octets.length; i++) {
            boolean isEmptyLine = octets[i] == '\n'
                    && (octets[i - 1] == '\n' || (i > 2 && octets[i - 1] == '\r' && octets[i - 2] == '\n'));
            if (isEmptyLine) {
                return i + 1;
            }
        }
        return octets.length;
    }

    /**
     * Reads kept octets again, by the present rules; the delivery that was found stays. What a person wrote keeps its meaning,
     * because its text may not be kept. The envelope is not kept: a program's report is taken for one from the null sender.
     */
    ReportFacts reread(byte[] octets, ReportSource source, ReportFacts before) {
        if (source == ReportSource.PROVIDER) {
            return NotificationReports.reread(before);
        }
        return isWritten(before.kind())
                ? before.by(Rules.READER.version())
                : read(octets, before.isMachineReport() ? NULL_SENDER : ReturnEnvelope.UNKNOWN)
                        .map(report -> facts(report, ReportMatcher.Found.NOTHING))
                        .orElseGet(() -> before.by(Rules.READER.version()));
    }

    String rulesetVersion() {
        return reader().version();
    }

    static ReportReader reader() {
        return Rules.READER;
    }

    /** A mail that cannot be read must not keep those behind it from being read. */
    private Optional<Report> read(byte[] octets, ReturnEnvelope envelope) {
        try {
            return Optional.of(Rules.READER.read(octets, envelope));
        } catch (RuntimeException | StackOverflowError unexpected) {
            log.error("A mail of {} octets that came back could not be read; it is stored", octets.length, unexpected);
            return Optional.empty();
        }
    }

    private ReportFacts unreadable() {
        return new ReportFacts(
                ReportKind.UNRELATED,
                null,
                "",
                "",
                "",
                "",
                "",
                false,
                false,
                List.of("unreadable"),
                Rules.READER.version());
    }

    private static ReportFacts facts(Report report, ReportMatcher.Found found) {
        Optional<RecipientReport> main = report.main();
        Report.Evidence evidence = report.evidence();
        return new ReportFacts(
                kind(report, found),
                main.map(RecipientReport::reason).orElse(report.reason()),
                main.map(RecipientReport::status).orElse(""),
                action(report, main),
                shortened(main.map(recipient -> recipient.address().preferred()).orElse(""), MAX_FIELD),
                shortened(main.map(RecipientReport::diagnostic).orElse(""), MAX_DIAGNOSTIC),
                shortened(report.identifiers().messageId(), MAX_FIELD),
                evidence.isMachineReport(),
                evidence.disposition() != null && evidence.disposition().isManual(),
                report.reasons(),
                report.ruleset());
    }

    /** A mail to an address to unsubscribe at is a request for that, unless a program answers to something. */
    private static ReportKind kind(Report report, ReportMatcher.Found found) {
        boolean isMail = report.kind() == ReportKind.REPLY || report.kind() == ReportKind.UNRELATED;
        return found.isUnsubscribeAddress() && isMail && !report.evidence().isMachineReport()
                ? ReportKind.UNSUBSCRIBE
                : report.kind();
    }

    private static String action(Report report, Optional<RecipientReport> main) {
        Report.Evidence evidence = report.evidence();
        if (evidence.disposition() != null) {
            return evidence.disposition().type();
        }
        return evidence.feedbackType().isEmpty()
                ? main.map(RecipientReport::action).orElse("")
                : evidence.feedbackType();
    }

    static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
