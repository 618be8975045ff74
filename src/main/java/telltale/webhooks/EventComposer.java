package telltale.webhooks;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.assessment.AssessmentService;
import telltale.assessment.JudgedEvent;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Verdict;
import telltale.model.VerdictClass;
import telltale.model.WebhookType;
import telltale.store.StoredEvent;
import telltale.store.WebhookEvents;
import telltale.store.WebhookEvents.Cause;
import telltale.store.WebhookEvents.Judged;
import telltale.store.WebhookEvents.SentVerdict;

/**
 * Composes events: what happened as it was noted, and opens and clicks by their verdicts. A verdict that changes because of new facts, such as
 * further hits or a correction, is sent; one that changes only because the rules did is sent only on request, since rejudging
 * concerns all mail at once.
 */
public final class EventComposer implements WebhookEvents.Composer {
    private final AssessmentService assessment;
    private final Format format;

    /** Writes payloads. */
    public interface Format {
        /** The payload of what happened. */
        String payload(Cause cause);

        /**
         * The payload of an open or a click.
         *
         * @param at when what it tells happened
         * @param before the verdict that was sent before, or null
         */
        String payload(WebhookType type, Instant at, JudgedEvent event, @Nullable VerdictClass before);
    }

    public EventComposer(AssessmentService assessment, Format format) {
        this.assessment = assessment;
        this.format = format;
    }

    @Override
    public String payload(Cause cause) {
        return format.payload(cause);
    }

    @Override
    public List<WebhookEvents.JudgedEvent> events(Judged judged) {
        List<Verdict> verdicts = assessment.assess(judged.evidence()).verdicts();
        List<WebhookEvents.JudgedEvent> events = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            Event event = judged.evidence().events().get(i);
            if (event.at().isAfter(judged.at().minus(WebhookEvents.VERDICT_RETENTION))) {
                event(judged, event, verdicts.get(i)).ifPresent(events::add);
            }
        }
        return events;
    }

    private Optional<WebhookEvents.JudgedEvent> event(Judged judged, Event event, Verdict verdict) {
        SentVerdict sent = judged.sent().get(event.id());
        if (sent == null) {
            WebhookType type = event.kind() == EventKind.CLICK ? WebhookType.CLICK : WebhookType.OPEN;
            return Optional.of(composed(judged, type, event.at(), event, verdict, null));
        }
        boolean isSameRuleset = sent.ruleset().equals(verdict.ruleset());
        if ((isSameRuleset || judged.isAnnounced()) && sent.type() != verdict.type()) {
            return Optional.of(composed(judged, WebhookType.VERDICT_CHANGED, judged.at(), event, verdict, sent.type()));
        }
        return isSameRuleset
                ? Optional.empty()
                : Optional.of(new WebhookEvents.JudgedEvent(
                        WebhookType.VERDICT_CHANGED, null, event.id(), event.at(), false, sent(verdict)));
    }

    private WebhookEvents.JudgedEvent composed(
            Judged judged, WebhookType type, Instant at, Event event, Verdict verdict, @Nullable VerdictClass before) {
        StoredEvent stored = new StoredEvent(
                event, judged.delivery().recipient(), judged.delivery().campaign());
        return new WebhookEvents.JudgedEvent(
                type,
                format.payload(type, at, new JudgedEvent(stored, verdict), before),
                event.id(),
                event.at(),
                verdict.provesPerson() || (before != null && before.isPerson()),
                sent(verdict));
    }

    private static SentVerdict sent(Verdict verdict) {
        return new SentVerdict(verdict.type(), verdict.ruleset());
    }
}
