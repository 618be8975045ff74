package telltale.web.api;

import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.message.Recipient;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.sending.SubmissionService;
import telltale.store.EnqueueResult;
import telltale.store.NewDelivery;
import telltale.store.StoreUnavailableException;
import telltale.web.gate.PendingRequests;
import telltale.web.http.BodyBudget;
import telltale.web.http.BoundedLines;
import telltale.web.http.Fields;
import telltale.web.http.Json;
import telltale.web.http.JsonBody;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.StrictJson;

/**
 * A message with many recipients, one per line (NDJSON), read and answered as a stream. A recipient's result is written
 * when its row is durable. Repeating the request with the same Idempotency-Key returns the same results and continues where
 * the first attempt was interrupted.
 */
final class MessageBatch {
    private static final String RECIPIENT = "recipient";

    /** Lines stored in one transaction. */
    private static final int MAX_PENDING = 500;

    /** Bytes of pending lines: 500 lines of the maximum size would exceed any heap. */
    private static final int MAX_PENDING_BYTES = 1 << 20;

    private final SubmissionService submissions;
    private final MessagesServlet servlet;
    private final MessagesServlet.Limits limits;
    private final BodyBudget budget;
    private final List<NewDelivery> pending = new ArrayList<>();
    private int pendingBytes;
    private int position;
    private int accepted;
    private int rejected;

    /** @param budget shared memory budget for long lines of all batches */
    MessageBatch(
            SubmissionService submissions, MessagesServlet servlet, MessagesServlet.Limits limits, BodyBudget budget) {
        this.submissions = submissions;
        this.servlet = servlet;
        this.limits = limits;
        this.budget = budget;
    }

    void run(HttpServletRequest request, HttpServletResponse response) throws IOException, ProblemException {
        try (BoundedLines lines = new BoundedLines(request.getInputStream(), limits.bytes(), budget)) {
            run(lines, request, response);
        }
    }

    private void run(BoundedLines lines, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException {
        byte[] first = readMessageLine(lines);
        MessageReader.Message message =
                servlet.reader(submissions).read(JsonBody.parse(Fields.utf8(first, "body")), true);
        SubmissionService.PendingMessage submission = submissions.begin(
                message.content(),
                message.notifyAddress(),
                message.sendAt(),
                MessagesServlet.key(request),
                new ImmutableBytes(first));
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("application/x-ndjson");
        OutputStream out = response.getOutputStream();
        out.write(MessagesServlet.line(Json.object().add("id", submission.id().toString())));
        try {
            for (BoundedLines.Line line = lines.next(); line != null; line = lines.next()) {
                addRecipient(submission, message, line, out);
                if (pending.size() == MAX_PENDING || pendingBytes >= MAX_PENDING_BYTES || lines.isDrained()) {
                    flush(submission, out);
                }
            }
            flush(submission, out);
            out.write(MessagesServlet.line(
                    Json.object().add("done", true).add("accepted", accepted).add("refused", rejected)));
        } catch (ProblemException limitExceeded) {
            flush(submission, out);
            out.write(MessagesServlet.line(
                    Json.object().add("error", limitExceeded.problem().toJson())));
        } catch (StoreUnavailableException unavailable) {
            Problem problem = new Problem(
                    Problem.Type.DATABASE_UNAVAILABLE,
                    "The database is not responding; repeat the request with the same Idempotency-Key to continue.");
            out.write(MessagesServlet.line(Json.object().add("error", problem.toJson())));
        }
    }

    /** Reads the first line, which holds the message. */
    private byte[] readMessageLine(BoundedLines lines) throws IOException, ProblemException {
        BoundedLines.Line first = lines.next();
        if (first == null) {
            throw new InvalidInputException("body", "the first line of a batch must be the message");
        }
        if (first.isTooLong()) {
            throw new ProblemException(servlet.messageTooLarge());
        }
        if (first.isOverBudget()) {
            throw new ProblemException(PendingRequests.bodyMemoryExhausted());
        }
        return first.bytes();
    }

    /** Adds a recipient's line; an invalid line is reported with its position, and processing continues. */
    private void addRecipient(
            SubmissionService.PendingMessage submission,
            MessageReader.Message message,
            BoundedLines.Line line,
            OutputStream out)
            throws IOException, ProblemException {
        if (position + pending.size() >= limits.recipients()) {
            throw new ProblemException(servlet.tooManyRecipients());
        }
        if (line.isTooLong() || line.isOverBudget()) {
            flush(submission, out);
            reject(line.isTooLong() ? servlet.messageTooLarge() : PendingRequests.bodyMemoryExhausted(), null, out);
            return;
        }
        Recipient recipient = null;
        try {
            recipient = MessageReader.recipient(
                    RECIPIENT, StrictJson.read(RECIPIENT, Fields.utf8(line.bytes(), RECIPIENT)), message.data());
            pending.add(submission.prepare(recipient));
            pendingBytes += line.bytes().length;
        } catch (InvalidInputException invalid) {
            flush(submission, out);
            reject(
                    new Problem(Problem.Type.INVALID_REQUEST, invalid.sentence()).with("field", invalid.field()),
                    recipient,
                    out);
        }
    }

    private void reject(Problem problem, @Nullable Recipient recipient, OutputStream out) throws IOException {
        JsonObjectBuilder result = Json.object().add("position", position);
        if (recipient != null) {
            result.add("to", recipient.mailbox().address().toString());
        }
        out.write(MessagesServlet.line(result.add("error", problem.toJson())));
        rejected++;
        position++;
    }

    private void flush(SubmissionService.PendingMessage submission, OutputStream out) throws IOException {
        if (pending.isEmpty()) {
            return;
        }
        List<EnqueueResult> results = submission.add(position, pending);
        for (int i = 0; i < results.size(); i++) {
            EnqueueResult enqueued = results.get(i);
            JsonObjectBuilder result = Json.object().add("position", position + i);
            MessagesServlet.result(pending.get(i), enqueued).build().forEach(result::add);
            if (enqueued.same()) {
                accepted++;
            } else {
                rejected++;
                result.add(
                        "error",
                        new Problem(
                                        Problem.Type.IDEMPOTENCY_KEY_REUSED,
                                        "This line differs from the one in an earlier request with this Idempotency-Key.")
                                .toJson());
            }
            out.write(MessagesServlet.line(result));
        }
        out.flush();
        position += pending.size();
        pending.clear();
        pendingBytes = 0;
    }
}
