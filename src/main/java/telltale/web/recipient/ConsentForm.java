package telltale.web.recipient;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.DeliveryId;
import telltale.model.WireConstant;
import telltale.sending.RecipientConsents.Proof;
import telltale.sending.RecipientConsents.Standing;
import telltale.web.http.Fields;
import telltale.web.recipient.ConsentPage.Notice;

/**
 * What a recipient decided on the consent page.
 *
 * @param decisions by purpose; empty if the form is not valid
 * @param shownAt when the page was shown, or null if it is a withdrawal, which needs no proof
 */
record ConsentForm(
        Notice notice,
        Map<ConsentPurpose, ConsentDecision> decisions,
        @Nullable Instant shownAt) {
    private static final String CHANNEL = "consent page";
    /** How far the clock of the node that showed the page may be ahead. */
    private static final Duration MAX_SKEW = Duration.ofMinutes(1);

    ConsentForm {
        decisions = Collections.unmodifiableMap(new EnumMap<>(decisions));
    }

    /**
     * Reads a form.
     *
     * @param wording the version of the text that the page shows now; a form with another one was shown before the text changed,
     *     and records nothing
     */
    static ConsentForm read(Fields fields, Standing standing, String wording, Instant now) {
        ConsentPurpose withdrawn = purpose(fields.get("withdraw"));
        if (withdrawn != null) {
            EnumMap<ConsentPurpose, ConsentDecision> decisions = new EnumMap<>(ConsentPurpose.class);
            decisions.put(withdrawn, ConsentDecision.WITHDRAWN);
            return new ConsentForm(Notice.RECORDED, decisions, null);
        }
        Instant shownAt = time(fields.get("shown"));
        String decision = fields.get("decision");
        if (decision == null
                || shownAt == null
                || !wording.equals(fields.get("wording"))
                || !isShownInTime(shownAt, standing.askedAt(), now)) {
            return invalid(Notice.OUTDATED);
        }
        return switch (decision) {
            case "give" -> given(fields, standing, shownAt);
            case "refuse" -> new ConsentForm(Notice.RECORDED, decisions(Fields.NONE, standing), shownAt);
            default -> invalid(Notice.OUTDATED);
        };
    }

    private static ConsentForm given(Fields fields, Standing standing, Instant shownAt) {
        Map<ConsentPurpose, ConsentDecision> decisions = decisions(fields, standing);
        return decisions.containsValue(ConsentDecision.GIVEN)
                ? new ConsentForm(Notice.RECORDED, decisions, shownAt)
                : invalid(Notice.NOTHING_TICKED);
    }

    private static EnumMap<ConsentPurpose, ConsentDecision> decisions(Fields fields, Standing standing) {
        EnumMap<ConsentPurpose, ConsentDecision> decisions = new EnumMap<>(ConsentPurpose.class);
        for (ConsentPurpose purpose : standing.open()) {
            decisions.put(
                    purpose,
                    "on".equals(fields.get(purpose.wireName())) ? ConsentDecision.GIVEN : ConsentDecision.REFUSED);
        }
        return decisions;
    }

    private static ConsentForm invalid(Notice notice) {
        return new ConsentForm(notice, new EnumMap<>(ConsentPurpose.class), null);
    }

    private static boolean isShownInTime(Instant shownAt, @Nullable Instant askedAt, Instant now) {
        return !shownAt.isAfter(now.plus(MAX_SKEW)) && (askedAt == null || !shownAt.isBefore(askedAt.minus(MAX_SKEW)));
    }

    private static @Nullable Instant time(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,15}") ? Instant.ofEpochMilli(Long.parseLong(text)) : null;
    }

    /** The purpose with a name; null if there is none. */
    static @Nullable ConsentPurpose purpose(@Nullable String name) {
        try {
            return name == null ? null : WireConstant.of(ConsentPurpose.class, name);
        } catch (IllegalArgumentException unknown) {
            return null;
        }
    }

    /** What proves the decisions: which mail linked to the page, when the page was shown, and what was ticked. */
    Proof proof(DeliveryId delivery, String wording) {
        String ticked = decisions.entrySet().stream()
                .filter(entry -> entry.getValue() == ConsentDecision.GIVEN)
                .map(entry -> entry.getKey().wireName())
                .collect(Collectors.joining(", "));
        return new Proof(
                wording,
                CHANNEL,
                "link in the mail of delivery " + delivery
                        + (shownAt == null ? "" : "; page shown " + shownAt)
                        + (ticked.isEmpty() ? "" : "; ticked by the person: " + ticked));
    }
}
