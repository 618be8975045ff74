package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.AssertionFailedError;
import telltale.judging.Judge;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.model.Verdict;
import telltale.model.VerdictClass;

/** The built-in ruleset beside requests that people labelled; other such requests are kept apart, so it proves no accuracy. */
class LabelledRequestsTest {
    private static final List<Labelled> REQUESTS = read();

    private final Judge judge = new Judge(Ruleset.builtIn());
    private final Networks networks = Networks.builtIn();

    private record Labelled(JsonObject json) {
        String kind() {
            return json.getString("kind");
        }

        VerdictClass label() {
            return Arrays.stream(VerdictClass.values())
                    .filter(type -> type.wireName().equals(json.getString("label")))
                    .findFirst()
                    .orElseThrow();
        }

        /** Whether the agent is all that is known of it. */
        boolean isAgentAlone() {
            return Set.of("User-Agent")
                            .containsAll(json.getJsonObject("headers").keySet())
                    && json.getString("method").equals("GET")
                    && !json.containsKey("ip")
                    && !json.containsKey("seconds_after_delivery");
        }
    }

    /** The parts that must each be good enough. */
    private enum Part {
        OPENS,
        CLICKS,
        AGENTS_ALONE,
        FULL_REQUESTS,
        ALL;

        Stream<Labelled> requests() {
            return REQUESTS.stream().filter(this::holds);
        }

        private boolean holds(Labelled request) {
            return switch (this) {
                case OPENS -> request.kind().equals("open");
                case CLICKS -> request.kind().equals("click");
                case AGENTS_ALONE -> request.isAgentAlone();
                case FULL_REQUESTS -> !request.isAgentAlone();
                case ALL -> true;
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void fewRequestsAreMisclassified(Part part) {
        Confusion confusion = confusion(part, this::judged);
        String misses = String.join("\n", misses(part));
        System.out.printf("%n%s%n%s%nmissed:%n%s%n", part, confusion, misses);
        assertEquals(List.of(), confusion.failures(), misses);
    }

    @ParameterizedTest
    @EnumSource
    void aConstantVerdictFailsEverywhere(VerdictClass always) {
        for (Part part : Part.values()) {
            assertFalse(confusion(part, request -> always).failures().isEmpty(), () -> always + " " + part);
        }
    }

    private VerdictClass judged(Labelled request) {
        return verdict(request).type();
    }

    private Verdict verdict(Labelled labelled) {
        RequestLine request = new JsonLines().parse(labelled.json().toString(), 1);
        return judge.judge(request.facts(networks), request.context(), List.of());
    }

    private static Confusion confusion(Part part, Function<Labelled, VerdictClass> judge) {
        Confusion confusion = new Confusion();
        part.requests().forEach(request -> confusion.add(request.label(), judge.apply(request)));
        return confusion;
    }

    private List<String> misses(Part part) {
        return part.requests()
                .filter(request -> judged(request) != request.label())
                .map(request -> String.format(
                        "%s is %s, judged %s: %s",
                        request.json().getString("id"),
                        request.label().wireName(),
                        judged(request).wireName(),
                        verdict(request).reasons()))
                .toList();
    }

    private static List<Labelled> read() {
        try (InputStream in =
                LabelledRequestsTest.class.getResourceAsStream("/telltale/judging/requests-labelled.jsonl")) {
            if (in == null) {
                throw new AssertionFailedError("the labelled requests are missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(LabelledRequestsTest::labelled)
                    .toList();
        } catch (IOException unreadable) {
            throw new AssertionFailedError("the labelled requests cannot be read", unreadable);
        }
    }

    private static Labelled labelled(String line) {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            return new Labelled(reader.readObject());
        }
    }
}
