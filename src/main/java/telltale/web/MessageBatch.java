package telltale.web;

import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.BadInput;
import telltale.model.Octets;
import telltale.sending.Acceptance;
import telltale.sending.Recipient;
import telltale.store.Entered;
import telltale.store.NewDelivery;
import telltale.store.StoreUnavailable;

/**
 * A message with many recipients, one a line (NDJSON): read and answered bit by bit, so that neither side holds it all. A
 * recipient's answer is written when its row is durable. Who sends the same again under the same Idempotency-Key gets the
 * same answers, and goes on where the first try broke off.
 */
final class MessageBatch {
    /** Lines that are kept in one transaction. */
    private static final int AT_ONCE = 500;

    private final Acceptance acceptance;
    private final MessagesServlet servlet;
    private final MessagesServlet.Limits limits;
    private final List<NewDelivery> waiting = new ArrayList<>();
    private int position;
    private int accepted;
    private int refused;

    MessageBatch(Acceptance acceptance, MessagesServlet servlet, MessagesServlet.Limits limits) {
        this.acceptance = acceptance;
        this.servlet = servlet;
        this.limits = limits;
    }

    void run(HttpServletRequest request, HttpServletResponse response) throws IOException, ProblemException {
        ServletInputStream body = request.getInputStream();
        InputStream in = new BufferedInputStream(body, 1 << 16);
        byte[] first = line(in);
        if (first == null) {
            throw new BadInput("body", "the first line of a batch is the message");
        }
        MessageReader.Message message =
                servlet.reader(acceptance).read(JsonBody.parse(Fields.utf8(first, "body")), true);
        Acceptance.Accepting accepting = acceptance.begin(
                message.letter(), message.toTell(), message.sendAt(), MessagesServlet.key(request), new Octets(first));
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("application/x-ndjson");
        OutputStream out = response.getOutputStream();
        out.write(MessagesServlet.line(Json.object().add("id", accepting.id().toString())));
        try {
            for (byte[] line = line(in); line != null; line = line(in)) {
                one(accepting, message, line, out);
                if (waiting.size() == AT_ONCE || in.available() == 0) {
                    keep(accepting, out);
                }
            }
            keep(accepting, out);
            out.write(MessagesServlet.line(
                    Json.object().add("done", true).add("accepted", accepted).add("refused", refused)));
        } catch (ProblemException tooLarge) {
            keep(accepting, out);
            out.write(MessagesServlet.line(
                    Json.object().add("error", tooLarge.problem().toJson())));
        } catch (StoreUnavailable away) {
            Problem problem = new Problem(
                    Problem.Type.DATABASE_AWAY,
                    "The database does not answer: send the same again under the same Idempotency-Key to go on.");
            out.write(MessagesServlet.line(Json.object().add("error", problem.toJson())));
        }
    }

    private void one(Acceptance.Accepting accepting, MessageReader.Message message, byte[] line, OutputStream out)
            throws IOException, ProblemException {
        if (position + waiting.size() >= limits.recipients()) {
            throw new ProblemException(servlet.tooManyRecipients());
        }
        Recipient recipient = null;
        try {
            recipient = MessageReader.recipient(
                    "recipient", JsonBody.parse(Fields.utf8(line, "recipient")), message.data());
            waiting.add(accepting.check(recipient));
        } catch (BadInput wrong) {
            keep(accepting, out);
            refuse(wrong, recipient, out);
            position++;
        }
    }

    private void refuse(BadInput wrong, @Nullable Recipient recipient, OutputStream out) throws IOException {
        Problem problem = new Problem(Problem.Type.BAD_INPUT, wrong.sentence()).with("field", wrong.field());
        JsonObjectBuilder result = Json.object().add("position", position);
        if (recipient != null) {
            result.add("to", recipient.mailbox().address().toString());
        }
        out.write(MessagesServlet.line(result.add("error", problem.toJson())));
        refused++;
    }

    private void keep(Acceptance.Accepting accepting, OutputStream out) throws IOException {
        if (waiting.isEmpty()) {
            return;
        }
        List<Entered> entered = accepting.add(position, waiting);
        for (int i = 0; i < entered.size(); i++) {
            Entered one = entered.get(i);
            JsonObjectBuilder result = Json.object().add("position", position + i);
            MessagesServlet.result(waiting.get(i), one).build().forEach(result::add);
            if (one.same()) {
                accepted++;
            } else {
                refused++;
                result.add(
                        "error",
                        new Problem(
                                        Problem.Type.KEY_REUSED,
                                        "This line was another one the first time that the batch came.")
                                .toJson());
            }
            out.write(MessagesServlet.line(result));
        }
        out.flush();
        position += waiting.size();
        waiting.clear();
    }

    /** The next line that is not empty, or null at the end. */
    private byte @Nullable [] line(InputStream in) throws IOException, ProblemException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet != '\n') {
                line.write(octet);
                if (line.size() > limits.bytes()) {
                    throw new ProblemException(servlet.tooManyBytes());
                }
            } else if (!line.toString(StandardCharsets.UTF_8).isBlank()) {
                return line.toByteArray();
            } else {
                line.reset();
            }
        }
        return line.toString(StandardCharsets.UTF_8).isBlank() ? null : line.toByteArray();
    }
}
