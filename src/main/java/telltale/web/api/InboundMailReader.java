package telltale.web.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import telltale.inbound.ReportReader;
import telltale.inbound.ReturnEnvelope;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.model.ReportSource;
import telltale.reports.ReportIntake;
import telltale.reports.ReturnedMail;
import telltale.store.Reports;
import telltale.web.http.BodyBudget;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;

/** Reads a mail from the body of a request, and its envelope from two header fields. */
final class InboundMailReader {
    private static final int MAX_RECIPIENTS = 100;
    private static final int CHUNK = 16 << 10;
    private static final String FROM = "Envelope-From";
    private static final String TO = "Envelope-To";

    /** What the pipe service of Postfix names the null sender. */
    private static final String POSTFIX_NULL_SENDER = "MAILER-DAEMON";

    private final BodyBudget budget = new BodyBudget(Runtime.getRuntime().maxMemory() / 8);
    private final ReportIntake intake;

    InboundMailReader(ReportIntake intake) {
        this.intake = intake;
    }

    /**
     * Reads a mail and accepts it.
     *
     * @throws InvalidInputException if it is empty, or an address of the envelope is invalid
     * @throws ProblemException if it has another media type or is too large, or the memory for bodies is exhausted
     */
    Reports.Stored accept(HttpServletRequest request) throws IOException, ProblemException {
        checkHeader(request);
        ReturnEnvelope envelope = envelope(request);
        long length = request.getContentLengthLong();
        long memory = length < 0 ? ReportReader.MAX_OCTETS : Math.min(length, ReportReader.MAX_OCTETS);
        if (!budget.reserve(0, memory)) {
            throw new ProblemException(BodyBudget.exhausted());
        }
        try {
            byte[] octets = octets(request.getInputStream());
            return intake.accept(new ReturnedMail(new ImmutableBytes(octets), envelope, ReportSource.API));
        } finally {
            budget.release(memory);
        }
    }

    private static void checkHeader(HttpServletRequest request) throws ProblemException {
        String type = request.getContentType();
        if (type == null
                || !type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(InboundApi.MAIL)) {
            throw new ProblemException(
                    new Problem(Problem.Type.UNSUPPORTED_MEDIA_TYPE, "Send " + InboundApi.MAIL + "."));
        }
        if (request.getContentLengthLong() > ReportIntake.MAX_MAIL_OCTETS) {
            throw tooLarge();
        }
    }

    /** The beginning of a mail; the rest is read and discarded. */
    private static byte[] octets(InputStream in) throws IOException, ProblemException {
        byte[] kept = in.readNBytes(ReportReader.MAX_OCTETS);
        if (kept.length == 0) {
            throw new InvalidInputException("body", "the body is empty; a mail is required");
        }
        long size = kept.length;
        byte[] rest = new byte[CHUNK];
        for (int count = in.read(rest); count >= 0; count = in.read(rest)) {
            size += count;
            if (size > ReportIntake.MAX_MAIL_OCTETS) {
                throw tooLarge();
            }
        }
        return kept;
    }

    private static ProblemException tooLarge() {
        return new ProblemException(new Problem(
                Problem.Type.REQUEST_TOO_LARGE, "A mail is limited to " + ReportIntake.MAX_MAIL_OCTETS + " bytes."));
    }

    private static ReturnEnvelope envelope(HttpServletRequest request) {
        List<String> senders = values(request, FROM);
        if (senders.size() > 1) {
            throw new InvalidInputException(FROM, FROM + " is given more than once");
        }
        List<String> recipients = values(request, TO);
        if (recipients.size() > MAX_RECIPIENTS) {
            throw new InvalidInputException(TO, TO + " is given more than " + MAX_RECIPIENTS + " times");
        }
        return new ReturnEnvelope(
                senders.stream().findFirst().map(InboundMailReader::sender),
                recipients.stream().map(recipient -> address(TO, recipient)).toList());
    }

    /** The values of a header field, without angle brackets. */
    private static List<String> values(HttpServletRequest request, String field) {
        return Collections.list(request.getHeaders(field)).stream()
                .map(String::strip)
                .map(value -> value.startsWith("<") && value.endsWith(">")
                        ? value.substring(1, value.length() - 1).strip()
                        : value)
                .toList();
    }

    private static String sender(String value) {
        return value.isEmpty() || value.equalsIgnoreCase(POSTFIX_NULL_SENDER) ? "" : address(FROM, value);
    }

    private static String address(String field, String value) {
        try {
            return EmailAddress.parse(value).toString();
        } catch (IllegalArgumentException invalid) {
            throw new InvalidInputException(field, field + " is invalid: " + invalid.getMessage());
        }
    }
}
