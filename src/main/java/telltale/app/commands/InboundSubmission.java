package telltale.app.commands;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import telltale.app.HomeFolder;
import telltale.app.StartupException;
import telltale.app.commands.RunningServer.InboundAnswer;
import telltale.inbound.ReportReader;
import telltale.reports.ReportIntake;
import telltale.settings.InvalidSettingsException;
import telltale.settings.Settings;
import telltale.settings.Sources;

/** Hands a mail that came back from standard input to the running server. */
final class InboundSubmission {
    static final String USAGE_LINE = "Usage: inbound [--from ADDRESS] [--to ADDRESS] < mail.eml, or inbound --classify"
            + " FILE...; inbound --help explains it.";

    /** The exit statuses of {@code sysexits.h}, which mail servers know: EX_TEMPFAIL keeps the mail in their queue. */
    private static final int OK = 0;

    private static final int USAGE = 64;
    private static final int DATA_ERROR = 65;
    private static final int TRY_AGAIN = 75;

    private static final String SENDER = "Envelope-From";
    private static final Map<String, String> OPTIONS = Map.of("--from", SENDER, "--to", "Envelope-To");
    private static final String RETRY = " The mail server should try again later.";

    private InboundSubmission() {}

    /**
     * Submits the mail.
     *
     * @return the exit status: 0 if it is stored, 64 with wrong arguments, 65 if it is empty or refused, 75 if it may be accepted
     *     later
     */
    static int run(
            Map<String, String> defaults, Path envFile, List<String> arguments, InputStream in, PrintStream err) {
        Optional<Map<String, String>> envelope = envelope(arguments);
        if (envelope.isEmpty()) {
            err.println(USAGE_LINE);
            return USAGE;
        }
        try {
            byte[] mail = read(in);
            if (mail.length == 0) {
                err.println("The mail is empty.");
                return DATA_ERROR;
            }
            return submit(server(Settings.load(Sources.standard(envFile, defaults))), mail, envelope.get(), err);
        } catch (InvalidSettingsException invalid) {
            err.println(String.join(" ", invalid.problems()) + RETRY);
        } catch (StartupException | IOException reason) {
            err.println(reason.getMessage() + RETRY);
        }
        return TRY_AGAIN;
    }

    /**
     * The beginning of a mail. The rest is read as well, because some mail servers take a closed pipe for a failure; one that
     * delivers more than the permitted octets gets a broken pipe.
     */
    private static byte[] read(InputStream in) throws IOException {
        byte[] mail = in.readNBytes(ReportReader.MAX_OCTETS);
        byte[] rest = new byte[1 << 16];
        int count = in.read(rest);
        for (long total = mail.length; count >= 0 && total < ReportIntake.MAX_MAIL_OCTETS; count = in.read(rest)) {
            total += count;
        }
        return mail;
    }

    /** Options with their values as headers; empty if they are wrong. */
    private static Optional<Map<String, String>> envelope(List<String> arguments) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String header = OPTIONS.get(arguments.get(i));
            if (header == null || i + 1 == arguments.size()) {
                return Optional.empty();
            }
            if (canBeSent(arguments.get(i + 1))) {
                headers.put(header, arguments.get(i + 1));
            }
        }
        return Optional.of(headers);
    }

    /** Whether it can be the value of a header. An address with a space or beyond ASCII is not ours, and left out. */
    private static boolean canBeSent(String value) {
        return value.chars().allMatch(c -> c > ' ' && c < 127);
    }

    private static RunningServer server(Settings settings) {
        if (settings.port() == 0) {
            throw new StartupException("TELLTALE_PORT is 0. Set it to the port of the running server.");
        }
        return RunningServer.at(settings.address(), settings.port(), HomeFolder.adminKeyOf(settings.home()));
    }

    private static int submit(RunningServer server, byte[] mail, Map<String, String> envelope, PrintStream err) {
        InboundAnswer answer = server.submit(mail, envelope);
        if (answer == InboundAnswer.REFUSED && envelope.containsKey(SENDER)) {
            // Senders of bounces need not be addresses; what is in the mail suffices then.
            Map<String, String> recipient = new HashMap<>(envelope);
            recipient.remove(SENDER);
            answer = server.submit(mail, recipient);
        }
        return switch (answer) {
            case STORED -> OK;
            case TRY_AGAIN -> {
                err.println("The server at " + server.application() + " does not answer, or cannot store the mail now."
                        + RETRY);
                yield TRY_AGAIN;
            }
            case REFUSED -> {
                err.println("The server at " + server.application() + " refused the mail.");
                yield DATA_ERROR;
            }
        };
    }
}
