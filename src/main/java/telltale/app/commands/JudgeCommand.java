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

/** The command {@code judge}: judges requests from standard input, one a line. The launcher loads it by name. */
public final class JudgeCommand {
    private static final int ALL_JUDGED = 0;
    private static final int SOME_SKIPPED = 1;
    private static final int IO_FAILED = 2;

    private final Judge judge = new Judge(Ruleset.builtIn());
    private final Networks networks = Networks.builtIn();

    /**
     * Judges until standard input ends. It uses neither a home folder nor settings.
     *
     * @return the exit status: 0 if every line was judged, 1 if some were skipped, 2 after an I/O error
     */
    public static int run(Map<String, String> defaults, Path envFile, PrintStream out, PrintStream err) {
        try {
            return new JudgeCommand().judge(System.in, out, err);
        } catch (IOException broken) {
            err.println("Judging was aborted: " + broken.getMessage());
            return IO_FAILED;
        }
    }

    int judge(InputStream in, OutputStream out, PrintStream err) throws IOException {
        InputLines lines = new InputLines(new BufferedInputStream(in));
        // Output is flushed before each wait for input, so that a client can send one request at a time.
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
        Verdict verdict = judge.judge(request.facts(networks), request.context(), List.of());
        return request.answer(verdict);
    }

    private static void write(JsonObject answer, OutputStream out) throws IOException {
        out.write(answer.toString().getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }
}
