package telltale.app.commands;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.opentest4j.AssertionFailedError;
import telltale.judging.Judge;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.model.Verdict;
import telltale.model.VerdictClass;

/** A request with what it truly was. */
record LabelledRequest(JsonObject json) {
    private static final Judge JUDGE = new Judge(Ruleset.builtIn());
    private static final Networks NETWORKS = Networks.builtIn();

    /** The requests in a file of the test resources, one a line. */
    static List<LabelledRequest> read(String file) {
        try (InputStream in = LabelledRequest.class.getResourceAsStream("/telltale/judging/" + file)) {
            if (in == null) {
                throw new AssertionFailedError(file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(LabelledRequest::parse)
                    .toList();
        } catch (IOException unreadable) {
            throw new AssertionFailedError(file + " cannot be read", unreadable);
        }
    }

    private static LabelledRequest parse(String line) {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            return new LabelledRequest(reader.readObject());
        }
    }

    String kind() {
        return json.getString("kind");
    }

    VerdictClass label() {
        return Arrays.stream(VerdictClass.values())
                .filter(type -> type.wireName().equals(json.getString("label")))
                .findFirst()
                .orElseThrow();
    }

    /** What the built-in ruleset says about it. */
    Verdict verdict() {
        RequestLine request = new JsonLines(false).parse(json.toString(), 1);
        return JUDGE.judge(request.facts(NETWORKS), request.context(), List.of());
    }

    /** Whether the agent is all that is known of it. */
    boolean isAgentAlone() {
        return Set.of("User-Agent").containsAll(json.getJsonObject("headers").keySet())
                && json.getString("method").equals("GET")
                && !json.containsKey("ip")
                && !json.containsKey("seconds_after_delivery");
    }

    /** A line that names it, its label and its verdict. */
    @Override
    public String toString() {
        Verdict verdict = verdict();
        return String.format(
                "%s is %s, judged %s: %s",
                json.getString("id"), label().wireName(), verdict.type().wireName(), verdict.reasons());
    }
}
