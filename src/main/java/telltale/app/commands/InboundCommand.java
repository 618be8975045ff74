package telltale.app.commands;

import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.inbound.RecipientReport;
import telltale.inbound.Report;
import telltale.inbound.ReportReader;
import telltale.model.FailureClass;

/**
 * The command {@code inbound}: hands a mail that came back to the running server, or says what such mails mean. The launcher loads
 * it by name.
 */
public final class InboundCommand {
    /** The exit statuses of {@code sysexits.h}. */
    private static final int OK = 0;

    private static final int USAGE = 64;
    private static final int NO_INPUT = 66;
    private static final int IO_ERROR = 74;

    private static final String CLASSIFY = "--classify";
    private static final JsonProvider JSON = JsonProvider.provider();

    private static final String HELP = """
        java -jar app.war inbound [--from ADDRESS] [--to ADDRESS] < mail.eml

        Hands a mail that came back to the running server, which stores it and what follows from it.
        For mail servers that deliver to a command; --from and --to are the addresses of the envelope,
        --from '' for the null sender. It needs the settings of the server (TELLTALE_HOME,
        TELLTALE_ADDRESS, TELLTALE_PORT), and permission to read the file "key" in its home folder.
        Exits with 0 if the mail is stored, with 75 if the mail server should try again later, with 65
        if the mail is empty or refused, or with 64 if the arguments are wrong.

        java -jar app.war inbound --classify FILE...

        Reads mails that came back (bounces, delays, complaints, receipts, replies), a file each, and
        writes a line of JSON for each:

          file       the file as given
          kind       bounce, delay, success, complaint, receipt, auto-reply, reply, unsubscribe
                     or unrelated
          class      of a bounce: hard, soft, policy or infrastructure; otherwise null
          status     the enhanced status code of the recipient's server, or of the report; or null
          recipient  the recipient that it is about; or null
          messageId  the Message-ID of the message that it is about; or null
          action     what happened to the message, by a delivery status, disposition or feedback
                     report; or null
          reasons    the rules that determined kind and class
          ruleset    the versions of the rules

        It uses neither stored data nor settings. A file that cannot be read is named on standard
        error, and the others are read. Exits with 0, with 66 if a file could not be read, with 64 if
        the arguments are wrong, or with 74 if standard output could not be written.""";

    private final ReportReader reader = new ReportReader();
    private final PrintStream err;

    private InboundCommand(PrintStream err) {
        this.err = err;
    }

    /**
     * Submits the mail on standard input, or classifies the files that are named.
     *
     * @param arguments described by {@code --help}
     * @return the exit status: 0 on success, 64 with wrong arguments; of a submission 65 if the mail is refused and 75 if it may be
     *     accepted later; of a classification 66 if a file could not be read and 74 if the output could not be written
     */
    public static int run(
            Map<String, String> defaults, Path envFile, List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.contains("--help")) {
            out.println(HELP);
            return OK;
        }
        if (!arguments.contains(CLASSIFY)) {
            return InboundSubmission.run(defaults, envFile, arguments, System.in, err);
        }
        if (arguments.size() < 2 || !arguments.get(0).equals(CLASSIFY)) {
            err.println(InboundSubmission.USAGE_LINE);
            return USAGE;
        }
        try {
            return new InboundCommand(err).classify(arguments.subList(1, arguments.size()), out);
        } catch (IOException broken) {
            err.println("The output could not be written: " + broken.getMessage());
            return IO_ERROR;
        }
    }

    private int classify(List<String> files, OutputStream out) throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        int status = OK;
        for (String file : files) {
            Optional<Report> report = read(file);
            if (report.isPresent()) {
                buffered.write(line(file, report.get()).getBytes(StandardCharsets.UTF_8));
            } else {
                status = NO_INPUT;
            }
        }
        buffered.flush();
        return status;
    }

    private Optional<Report> read(String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return Optional.of(reader.read(in));
        } catch (NoSuchFileException missing) {
            err.println(file + ": no such file");
        } catch (IOException | InvalidPathException unreadable) {
            err.println(file + ": cannot be read: " + unreadable.getMessage());
        }
        return Optional.empty();
    }

    private static String line(String file, Report report) {
        Optional<RecipientReport> recipient = report.main();
        FailureClass type = report.type();
        JsonObjectBuilder line = JSON.createObjectBuilder()
                .add("file", file)
                .add("kind", report.kind().wireName())
                .add("class", text(type == null ? null : type.wireName()))
                .add("status", text(recipient.map(RecipientReport::status).orElse(null)))
                .add(
                        "recipient",
                        text(recipient.map(each -> each.address().preferred()).orElse(null)))
                .add("messageId", text(report.identifiers().messageId()))
                .add("action", text(action(report)))
                .add("reasons", JSON.createArrayBuilder(report.reasons()))
                .add("ruleset", report.ruleset());
        return line.build() + "\n";
    }

    /** What happened to the message: to its recipient, or by the disposition or the feedback. */
    private static String action(Report report) {
        Report.Evidence evidence = report.evidence();
        if (evidence.disposition() != null) {
            return evidence.disposition().type();
        }
        return evidence.feedbackType().isEmpty()
                ? report.main().map(RecipientReport::action).orElse("")
                : evidence.feedbackType();
    }

    private static JsonValue text(@Nullable String text) {
        return text == null || text.isEmpty() ? JsonValue.NULL : JSON.createValue(text);
    }
}
