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
 * A message with many recipients, one a line (NDJSON): read and answered bit by bit, so that neither side holds it all. A
 * recipient's answer is written when its row is durable. Who sends the same again under the same Idempotency-Key gets the
 * same answers, and goes on where the first try broke off.
 */
final class MessageBatch {
    private static final String RECIPIENT = "recipient";

    /** Lines that are kept in one transaction. */
    private static final int AT_ONCE = 500;

    /** Bytes of lines that wait to be kept: 500 lines of the largest size would be more than any heap. */
    private static final int MAX_WAITING_BYTES = 1 << 20;

    private final SubmissionService acceptance;
    private final MessagesServlet servlet;
    private final MessagesServlet.Limits limits;
    private final BodyBudget budget;
    private final List<NewDelivery> waiting = new ArrayList<>();
    private int waitingBytes;
    private int position;
    private int accepted;
    private int refused;

    /** @param budget for the long lines of all batches */
    MessageBatch(
            SubmissionService acceptance, MessagesServlet servlet, MessagesServlet.Limits limits, BodyBudget budget) {
        this.acceptance = acceptance;
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
        byte[] first = first(lines);
        MessageReader.Message message =
                servlet.reader(acceptance).read(JsonBody.parse(Fields.utf8(first, "body")), true);
        SubmissionService.Accepting accepting = acceptance.begin(
                message.letter(),
                message.toTell(),
                message.sendAt(),
                MessagesServlet.key(request),
                new ImmutableBytes(first));
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("application/x-ndjson");
        OutputStream out = response.getOutputStream();
        out.write(MessagesServlet.line(Json.object().add("id", accepting.id().toString())));
        try {
            for (BoundedLines.Line line = lines.next(); line != null; line = lines.next()) {
                one(accepting, message, line, out);
                if (waiting.size() == AT_ONCE || waitingBytes >= MAX_WAITING_BYTES || lines.isDrained()) {
                    keep(accepting, out);
                }
            }
            keep(accepting, out);
            out.write(MessagesServlet.line(
                    Json.object().add("done", true).add("accepted", accepted).add("refused", refused)));
        } catch (ProblemException tooMany) {
            keep(accepting, out);
            out.write(MessagesServlet.line(
                    Json.object().add("error", tooMany.problem().toJson())));
        } catch (StoreUnavailableException away) {
            Problem problem = new Problem(
                    Problem.Type.DATABASE_UNAVAILABLE,
                    "The database does not answer: send the same again under the same Idempotency-Key to go on.");
            out.write(MessagesServlet.line(Json.object().add("error", problem.toJson())));
        }
    }

    /** The first line, which is the message; without it there is no batch. */
    private byte[] first(BoundedLines lines) throws IOException, ProblemException {
        BoundedLines.Line first = lines.next();
        if (first == null) {
            throw new InvalidInputException("body", "the first line of a batch is the message");
        }
        if (first.isTooLong()) {
            throw new ProblemException(servlet.tooManyBytes());
        }
        if (first.hasNoMemory()) {
            throw new ProblemException(PendingRequests.noMemory());
        }
        return first.bytes();
    }

    /** A recipient's line. One that is wrong is answered by its position, and the rest goes on. */
    private void one(
            SubmissionService.Accepting accepting,
            MessageReader.Message message,
            BoundedLines.Line line,
            OutputStream out)
            throws IOException, ProblemException {
        if (position + waiting.size() >= limits.recipients()) {
            throw new ProblemException(servlet.tooManyRecipients());
        }
        if (line.isTooLong() || line.hasNoMemory()) {
            keep(accepting, out);
            refuse(line.isTooLong() ? servlet.tooManyBytes() : PendingRequests.noMemory(), null, out);
            return;
        }
        Recipient recipient = null;
        try {
            recipient = MessageReader.recipient(
                    RECIPIENT, StrictJson.read(RECIPIENT, Fields.utf8(line.bytes(), RECIPIENT)), message.data());
            waiting.add(accepting.check(recipient));
            waitingBytes += line.bytes().length;
        } catch (InvalidInputException wrong) {
            keep(accepting, out);
            refuse(new Problem(Problem.Type.INVALID_REQUEST, wrong.sentence()).with("field", wrong.field()), recipient, out);
        }
    }

    private void refuse(Problem problem, @Nullable Recipient recipient, OutputStream out) throws IOException {
        JsonObjectBuilder result = Json.object().add("position", position);
        if (recipient != null) {
            result.add("to", recipient.mailbox().address().toString());
        }
        out.write(MessagesServlet.line(result.add("error", problem.toJson())));
        refused++;
        position++;
    }

    private void keep(SubmissionService.Accepting accepting, OutputStream out) throws IOException {
        if (waiting.isEmpty()) {
            return;
        }
        List<EnqueueResult> entered = accepting.add(position, waiting);
        for (int i = 0; i < entered.size(); i++) {
            EnqueueResult one = entered.get(i);
            JsonObjectBuilder result = Json.object().add("position", position + i);
            MessagesServlet.result(waiting.get(i), one).build().forEach(result::add);
            if (one.same()) {
                accepted++;
            } else {
                refused++;
                result.add(
                        "error",
                        new Problem(
                                        Problem.Type.IDEMPOTENCY_KEY_REUSED,
                                        "This line was another one the first time that the batch came.")
                                .toJson());
            }
            out.write(MessagesServlet.line(result));
        }
        out.flush();
        position += waiting.size();
        waiting.clear();
        waitingBytes = 0;
    }
}
