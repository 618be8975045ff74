package telltale.app.commands;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import telltale.model.Confidence;
import telltale.model.VerdictClass;

/** What {@code judge} writes about the verdicts. */
sealed interface JudgeReport permits JudgeReport.EachVerdict, JudgeReport.Summary, AccuracyReport {
    void add(RequestLine request, RequestJudge.Answer answer) throws IOException;

    /** Completes the report after the last verdict. */
    void end() throws IOException;

    /** A JSON object for each verdict. */
    record EachVerdict(OutputStream out) implements JudgeReport {
        @Override
        public void add(RequestLine request, RequestJudge.Answer answer) throws IOException {
            out.write(answer.withId(request.id()).getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        }

        @Override
        public void end() {}
    }

    /** The number of verdicts of each class and confidence, a line each. */
    record Summary(OutputStream out, Map<Kind, Long> counts) implements JudgeReport {
        Summary(OutputStream out) {
            this(out, new TreeMap<>());
        }

        @Override
        public void add(RequestLine request, RequestJudge.Answer answer) {
            counts.merge(new Kind(answer.verdict().type(), answer.verdict().confidence()), 1L, Long::sum);
        }

        @Override
        public void end() throws IOException {
            for (Map.Entry<Kind, Long> count : counts.entrySet()) {
                out.write(line(count.getKey(), count.getValue()).getBytes(StandardCharsets.UTF_8));
            }
        }

        private static String line(Kind kind, long count) {
            return String.format(Locale.ROOT, "%12d %s, %s\n", count, kind.type.wireName(), kind.confidence.wireName());
        }
    }

    /** A class and a confidence. */
    record Kind(VerdictClass type, Confidence confidence) implements Comparable<Kind> {
        @Override
        public int compareTo(Kind other) {
            int byClass = type.compareTo(other.type);
            return byClass == 0 ? confidence.compareTo(other.confidence) : byClass;
        }
    }
}
