package telltale.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.FailureReason;
import telltale.model.ImmutableBytes;
import telltale.model.LastingFailure;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.model.ReportSource;
import telltale.store.DeliveryStanding;
import telltale.store.NewReport;
import telltale.store.ReportFacts;

class ExplanationsTest {
    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final String BEN = "ben@example.com";

    private final Set<String> decided = new TreeSet<>();

    @Test
    void everyDecisionHasASentenceAndEverySentenceADecision() {
        for (ReportKind kind : ReportKind.values()) {
            reasons(kind).forEach(reason -> {
                for (ReportMatch match : ReportMatch.values()) {
                    for (String action : List.of("failed", "delivered", "relayed", "auth-failure")) {
                        decide(kind, reason, match, action);
                    }
                }
            });
        }
        decided.add("too-many-reports");
        assertEquals(decided, new TreeSet<>(Explanations.rules().keySet()));
    }

    @Test
    void theDocumentHasEveryExplanation() throws IOException {
        String document = Files.readString(Path.of("docs/INBOUND.md"));
        Explanations.rules().forEach((id, sentence) -> {
            String row = "| `" + id + "` | " + sentence + " |";
            assertTrue(document.contains(row), row);
        });
    }

    @Test
    void anIdOfAnotherVersionExplainsItself() {
        assertEquals("of-a-newer-version", Explanations.ofRule("of-a-newer-version"));
    }

    @Test
    void everySentenceEndsWithOneFullStop() {
        Stream.of(
                        Explanations.rules().values().stream(),
                        Stream.of(ReportKind.values()).map(Explanations::of),
                        Stream.of(ReportKind.values()).map(Explanations::ofCorrection),
                        Stream.of(FailureReason.values()).map(Explanations::of),
                        Stream.of(FailureReason.values()).map(Explanations::ofCorrection),
                        Stream.of(ReportMatch.values()).map(Explanations::of))
                .flatMap(sentences -> sentences)
                .forEach(sentence -> assertTrue(sentence.matches("[^.].*[^.]\\."), sentence));
    }

    private static Stream<@Nullable FailureReason> reasons(ReportKind kind) {
        return kind == ReportKind.BOUNCE ? Stream.of(FailureReason.values()) : Stream.of((FailureReason) null);
    }

    private void decide(ReportKind kind, @Nullable FailureReason reason, ReportMatch match, String action) {
        for (boolean machine : new boolean[] {false, true}) {
            decide(new ReportFacts(kind, reason, "", action, "", "", "", machine, machine, List.of(), "1"), match);
            decide(new ReportFacts(kind, reason, "", action, BEN, "", "", machine, machine, List.of(), "1"), match);
        }
    }

    private void decide(ReportFacts facts, ReportMatch match) {
        NewReport report = new NewReport(
                new UUID(0, 1),
                NOW,
                ReportSource.API,
                ImmutableBytes.NONE,
                facts,
                null,
                match,
                ImmutableBytes.NONE,
                null);
        standings()
                .map(standing -> new Consequences().decide(report, facts, false, standing))
                .forEach(decision -> decided.add(decision.explanation()));
    }

    private static Stream<DeliveryStanding> standings() {
        Duration span = LastingFailure.MIN_SPAN;
        return Stream.of(
                new DeliveryStanding(DeliveryState.SENDING, null, ANN, null, false, 0, Duration.ZERO),
                new DeliveryStanding(DeliveryState.REFUSED, null, ANN, null, false, 0, Duration.ZERO),
                new DeliveryStanding(DeliveryState.ACCEPTED, NOW, ANN, null, false, 0, Duration.ZERO),
                new DeliveryStanding(DeliveryState.ACCEPTED, NOW, ANN, null, true, 0, Duration.ZERO),
                new DeliveryStanding(DeliveryState.ACCEPTED, NOW, ANN, null, false, LastingFailure.MIN_FAILURES, span),
                new DeliveryStanding(
                        DeliveryState.ACCEPTED,
                        NOW.minus(Consequences.SUPPRESSION_PERIOD).minusSeconds(1),
                        ANN,
                        null,
                        false,
                        0,
                        Duration.ZERO));
    }
}
