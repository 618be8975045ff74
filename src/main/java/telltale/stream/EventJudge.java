package telltale.stream;

import java.util.List;
import java.util.function.Function;
import telltale.assessment.EventVerdicts;
import telltale.assessment.JudgedEvent;

/** Judges the events that listeners need. */
final class EventJudge {
    private final EventVerdicts verdicts;
    private final Function<JudgedEvent, String> json;

    /** @param json the JSON of an event, on one line */
    EventJudge(EventVerdicts verdicts, Function<JudgedEvent, String> json) {
        this.verdicts = verdicts;
        this.json = json;
    }

    /** Judges those events that are not yet judged and that a filter may accept. */
    void judge(List<StreamedEvent> events, StreamFilter filter) {
        List<StreamedEvent> needed = events.stream()
                .filter(event ->
                        !event.isJudged() && filter.concerns(event.entry().event()))
                .toList();
        List<JudgedEvent> judged = verdicts.judge(
                needed.stream().map(event -> event.entry().event()).toList());
        for (int i = 0; i < judged.size(); i++) {
            needed.get(i).setJudged(judged.get(i), json.apply(judged.get(i)));
        }
    }
}
