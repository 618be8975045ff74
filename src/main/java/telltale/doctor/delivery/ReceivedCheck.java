package telltale.doctor.delivery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import telltale.doctor.Finding;
import telltale.model.OrganizationalDomain;

/** Says what the header and the body of a mail show that was sent by one server and came back. */
final class ReceivedCheck {
    /** The transmission types with TLS (RFC 3848), and the words that servers add themselves. */
    private static final Pattern TLS =
            Pattern.compile("\\bwith\\s+(ESMTPSA?|LMTPSA?|UTF8SMTPSA?)\\b|\\bTLS", Pattern.CASE_INSENSITIVE);

    private static final Pattern COMMENT = Pattern.compile("\\([^()]*\\)");
    /** How far clocks may differ; certificates and signatures have limits of time. */
    private static final Duration MAX_OFFSET = Duration.ofMinutes(2);

    private static final Map<String, List<MailFinding>> METHODS = Map.of(
            "spf", List.of(MailFinding.MAIL_SPF_PASS, MailFinding.MAIL_SPF_FAIL),
            "dkim", List.of(MailFinding.MAIL_DKIM_PASS, MailFinding.MAIL_DKIM_FAIL),
            "dmarc", List.of(MailFinding.MAIL_DMARC_PASS, MailFinding.MAIL_DMARC_FAIL));

    private final String server;
    private final String fromDomain;
    private final String base;
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param server the mail server that sent it
     * @param base the prefix of all tracking addresses
     */
    ReceivedCheck(String server, String fromDomain, String base) {
        this.server = server;
        this.fromDomain = fromDomain;
        this.base = base;
    }

    /**
     * The findings about a mail.
     *
     * @param sent the mail as it was sent, before it was signed
     * @param sentAt when sending it began
     * @param receivedAt when this installation got it
     */
    List<Finding> of(ReceivedMail received, ReceivedMail sent, Instant sentAt, Instant receivedAt) {
        Duration took = Duration.between(sentAt, receivedAt);
        add(MailFinding.MAIL_RECEIVED, "After " + took.toMillis() / 1000 + " s, with " + received.size() + " octets.");
        addResults(received);
        addSignatures(received, !sent.all("list-unsubscribe-post").isEmpty());
        addTls(received);
        addTracking(received, sent.urls(base));
        addOffset(received, sentAt, receivedAt);
        return findings;
    }

    private void addResults(ReceivedMail received) {
        Optional<AuthenticationResults> results = received.results();
        if (results.isEmpty()) {
            add(MailFinding.MAIL_RESULTS_ABSENT, "The mail has no Authentication-Results field.");
            return;
        }
        for (String method : List.of("spf", "dkim", "dmarc")) {
            results.get()
                    .of(method)
                    .ifPresent(result -> addResult(method, result, results.get().server()));
        }
        if (METHODS.keySet().stream()
                .noneMatch(method -> results.get().of(method).isPresent())) {
            add(MailFinding.MAIL_RESULTS_ABSENT, results.get().server() + " states none of SPF, DKIM and DMARC.");
        }
    }

    /** A temporary error says nothing about the set-up (RFC 8601 section 2.7). */
    private void addResult(String method, String result, String server) {
        String seen = server + " states " + method + "=" + result + ".";
        if (result.equals("temperror")) {
            add(MailFinding.MAIL_RESULTS_ABSENT, seen);
            return;
        }
        List<MailFinding> types = METHODS.getOrDefault(method, List.of());
        add(types.get(result.equals("pass") ? 0 : 1), seen);
    }

    private void addSignatures(ReceivedMail received, boolean isOneClick) {
        List<DkimSignature> signatures = received.signatures();
        Set<String> domains = new TreeSet<>();
        signatures.forEach(signature -> domains.add(signature.domain()));
        List<DkimSignature> aligned = signatures.stream()
                .filter(signature -> OrganizationalDomain.mayBeShared(signature.domain(), fromDomain))
                .toList();
        if (signatures.isEmpty()) {
            add(MailFinding.MAIL_NOT_SIGNED, "The mail has no DKIM-Signature field.");
        } else if (aligned.isEmpty()) {
            add(
                    MailFinding.MAIL_DKIM_NOT_ALIGNED,
                    "Signed by " + String.join(", ", domains) + ", while From is at " + fromDomain + ".");
        }
        if (isOneClick) {
            addOneClick(received, signatures);
        }
    }

    private void addOneClick(ReceivedMail received, List<DkimSignature> signatures) {
        if (received.all("list-unsubscribe").isEmpty()
                || received.all("list-unsubscribe-post").isEmpty()) {
            add(MailFinding.MAIL_ONE_CLICK_ABSENT, "List-Unsubscribe or List-Unsubscribe-Post is missing.");
        } else if (signatures.stream().anyMatch(DkimSignature::coversOneClick)) {
            add(MailFinding.MAIL_ONE_CLICK_OK, "h= has list-unsubscribe and list-unsubscribe-post.");
        } else if (!signatures.isEmpty()) {
            add(MailFinding.MAIL_ONE_CLICK_NOT_SIGNED, "No h= has both list-unsubscribe and list-unsubscribe-post.");
        }
    }

    private void addTls(ReceivedMail received) {
        Optional<String> encrypted = received.all("received").stream()
                .filter(field -> TLS.matcher(field).find())
                .findFirst();
        if (encrypted.isPresent()) {
            add(MailFinding.MAIL_TLS, "Received: " + encrypted.get());
        } else {
            add(MailFinding.MAIL_TLS_UNKNOWN, "No Received field names TLS.");
        }
    }

    private void addTracking(ReceivedMail received, Set<String> sent) {
        if (!received.hasBody()) {
            add(MailFinding.MAIL_TRACKING_UNKNOWN, "Only the header of the mail was kept.");
            return;
        }
        Set<String> missing = new TreeSet<>(sent);
        missing.removeAll(received.urls(base));
        add(
                missing.isEmpty() ? MailFinding.MAIL_TRACKING_INTACT : MailFinding.MAIL_TRACKING_CHANGED,
                sent.size() - missing.size() + " of " + sent.size() + " tracking addresses arrived unchanged.");
    }

    /** Compares the clock of the server that received it last. */
    private void addOffset(ReceivedMail received, Instant sentAt, Instant receivedAt) {
        Optional<Instant> stamped =
                received.all("received").stream().findFirst().flatMap(ReceivedCheck::date);
        stamped.filter(at -> at.isBefore(sentAt.minus(MAX_OFFSET)) || at.isAfter(receivedAt.plus(MAX_OFFSET)))
                .ifPresent(at -> add(
                        MailFinding.MAIL_CLOCK_OFFSET,
                        "The receiving server wrote " + at + " between " + sentAt + " and " + receivedAt + "."));
    }

    private static Optional<Instant> date(String received) {
        String date = COMMENT.matcher(received.substring(received.lastIndexOf(';') + 1))
                .replaceAll("");
        try {
            return Optional.of(ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException otherForm) {
            return Optional.empty();
        }
    }

    private void add(MailFinding type, String seen) {
        findings.add(type.of(server, seen));
    }
}
