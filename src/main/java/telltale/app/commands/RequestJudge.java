package telltale.app.commands;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.util.List;
import telltale.judging.DeliveryContext;
import telltale.judging.EventFacts;
import telltale.judging.Judge;
import telltale.judging.KnownHeaders;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.model.LruCache;
import telltale.model.Verdict;

/** Judges requests, each alone. It remembers the verdicts on the most recent facts, because most requests are alike. */
final class RequestJudge {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final int MAX_CACHED = 10_000;

    private final Judge judge;
    private final Networks networks = Networks.builtIn();
    private final LruCache<Question, Answer> answers = new LruCache<>(MAX_CACHED);

    /** @param known the headers that are known of each request */
    RequestJudge(KnownHeaders known) {
        judge = new Judge(Ruleset.builtIn().knowing(known));
    }

    private record Question(EventFacts facts, DeliveryContext context) {}

    /**
     * A verdict and its members in JSON.
     *
     * @param members without braces
     */
    record Answer(Verdict verdict, String members) {
        /** A JSON object. */
        String withId(JsonValue id) {
            return "{\"id\":" + id + "," + members + "}";
        }
    }

    Answer answer(RequestLine request) {
        Question question = new Question(request.facts(networks), request.context());
        Answer known = answers.get(question);
        if (known != null) {
            return known;
        }
        Answer answer = answer(judge.judge(question.facts, question.context, List.of()));
        answers.put(question, answer);
        return answer;
    }

    private static Answer answer(Verdict verdict) {
        JsonObject object = JSON.createObjectBuilder()
                .add("class", verdict.type().wireName())
                .add("confidence", verdict.confidence().wireName())
                .add("reasons", JSON.createArrayBuilder(verdict.reasons()))
                .add("ruleset", verdict.ruleset())
                .build();
        String text = object.toString();
        return new Answer(verdict, text.substring(1, text.length() - 1));
    }
}
