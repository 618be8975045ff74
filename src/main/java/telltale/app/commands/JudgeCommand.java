package telltale.app.commands;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The command {@code judge}: judges requests from standard input, one a line. The launcher loads it by name. */
public final class JudgeCommand {
    private static final int ALL_JUDGED = 0;
    private static final int SOME_SKIPPED = 1;
    private static final int FAILED = 2;

    private static final String HELP = """
        java -jar app.war judge [options] < requests

        Judges the requests in JSON lines or an access log: who or what opened or clicked. It writes a
        line of JSON for each, and uses neither stored data nor settings.

          --format json         a JSON object a line (the default)
          --format combined     the format "combined" of Apache, the default of nginx;
                                "nginx" and "apache" are other names for it
          --format haproxy      the format of HAProxy's "option httplog"
          --captures NAME,...   for haproxy: the captured request headers, in the order of the
                                configuration, such as user-agent,referer; without it, the user
                                agent is unknown
          --kind open|click     for logs: what all requests are; without it, those with /click/ in
                                their target are clicks, and all others are opens
          --summary             print the number of verdicts by class and confidence instead
          --labelled            for json: compare the verdicts with the "label" of each request, and
                                print how often they are wrong, as Markdown

        The id of a request in a log is the number of its line. What a format does not contain is
        unknown, and no rule takes it for absent. Lines that are not complete HTTP requests are named
        on standard error and skipped. Exits with 0 if all requests were judged, 1 if some were
        skipped, 2 if it failed.""";

    private final JudgeOptions options;
    private final RequestJudge judge;

    JudgeCommand(JudgeOptions options) {
        this.options = options;
        judge = new RequestJudge(options.format().known());
    }

    /**
     * Judges until standard input ends. It uses neither a home folder nor settings.
     *
     * @param arguments described by {@code --help}
     * @return the exit status: 0 if every line was judged, 1 if some were skipped, 2 after an I/O error or with wrong
     *     arguments
     */
    public static int run(
            Map<String, String> defaults, Path envFile, List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.contains("--help")) {
            out.println(HELP);
            return ALL_JUDGED;
        }
        try {
            return new JudgeCommand(JudgeOptions.parse(arguments)).judge(System.in, out, err);
        } catch (IllegalArgumentException misused) {
            err.println(misused.getMessage());
        } catch (IOException broken) {
            err.println("Judging was aborted: " + broken.getMessage());
        }
        return FAILED;
    }

    int judge(InputStream in, OutputStream out, PrintStream err) throws IOException {
        InputLines lines = new InputLines(in, options.format().charset());
        // Output is flushed before each wait for input, so that a client can send one request at a time.
        OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        JudgeReport report = report(buffered);
        long skipped = 0;
        for (String line = lines.next(buffered); line != null; line = lines.next(buffered)) {
            try {
                add(line, lines.number(), report);
            } catch (IllegalArgumentException bad) {
                skipped++;
                err.println("line " + lines.number() + " skipped: " + bad.getMessage());
            }
        }
        report.end();
        buffered.flush();
        return skipped == 0 ? ALL_JUDGED : SOME_SKIPPED;
    }

    private void add(String line, long number, JudgeReport report) throws IOException {
        if (!line.isBlank()) {
            RequestLine request = options.format().parse(line, number);
            report.add(request, judge.answer(request));
        }
    }

    private JudgeReport report(OutputStream out) {
        return switch (options.output()) {
            case EACH_VERDICT -> new JudgeReport.EachVerdict(out);
            case SUMMARY -> new JudgeReport.Summary(out);
            case ACCURACY -> new AccuracyReport(out);
        };
    }
}
