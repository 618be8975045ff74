package telltale.app.commands;

import jakarta.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import telltale.judging.Judge;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.model.Verdict;

/** The command that judges requests from standard input, one a line. The launcher finds it by its name. */
public final class JudgeCommand {
    private static final int ALL_JUDGED = 0;
    private static final int SOME_SKIPPED = 1;
    private static final int BROKEN_OFF = 2;

    private final Judge judge = new Judge(Ruleset.builtIn());
    private final Networks networks = Networks.builtIn();

    /**
     * Judges until standard input ends. It needs neither a home folder nor settings, and looks at none.
     *
     * @return what the process exits with: 0 if every line was judged, 1 if some were skipped, 2 if it had to break off
     */
    public static int run(Map<String, String> defaults, Path envFile, PrintStream out, PrintStream err) {
        try {
            return new JudgeCommand().judge(System.in, out, err);
        } catch (IOException broken) {
            err.println("Judging broke off: " + broken.getMessage());
            return BROKEN_OFF;
        }
    }

    int judge(InputStream in, OutputStream out, PrintStream err) throws IOException {
        InputLines lines = new InputLines(new BufferedInputStream(in));
        // Whoever waits for a verdict before sending the next request gets it: what is buffered goes before each wait.
        OutputStream buffered = new BufferedOutputStream(out);
        int skipped = 0;
        for (String line = lines.next(buffered); line != null; line = lines.next(buffered)) {
            try {
                if (!line.isBlank()) {
                    write(judged(line), buffered);
                }
            } catch (IllegalArgumentException bad) {
                skipped++;
                err.println("line " + lines.number() + " skipped: " + bad.getMessage());
            }
        }
        buffered.flush();
        return skipped == 0 ? ALL_JUDGED : SOME_SKIPPED;
    }

    private JsonObject judged(String line) {
        RequestLine request = RequestLine.parse(line);
        Verdict verdict = judge.judge(request.facts(networks), request.circumstances(), List.of());
        return request.answer(verdict);
    }

    private static void write(JsonObject answer, OutputStream out) throws IOException {
        out.write(answer.toString().getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }
}
