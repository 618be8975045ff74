package telltale.web.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.message.Finding;
import telltale.message.Recipient;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.sending.RecipientIndex;
import telltale.sending.SubmissionService;
import telltale.store.EnqueueResult;
import telltale.store.NewDelivery;
import telltale.store.StoreUnavailableException;
import telltale.web.http.BodyBudget;
import telltale.web.http.BoundedLines;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.RecordJson;
import telltale.web.http.Response;
import telltale.web.http.StrictJson;
import telltale.web.http.Unwrapped;

/**
 * A message with many recipients, one per line (NDJSON), read and answered as a stream. A recipient's result is written
 * when its row is durable. Repeating the request with the same Idempotency-Key returns the same results and continues where
 * the first attempt was interrupted.
 */
final class MessageBatch {
    static final String RECIPIENT = "recipient";

    /** Lines stored in one transaction. */
    private static final int MAX_PENDING = 500;

    /** Bytes of pending lines: 500 lines of the maximum size would exceed any heap. */
    private static final int MAX_PENDING_BYTES = 1 << 20;

    private static final Problem DIFFERENT_LINE = new Problem(
            Problem.Type.IDEMPOTENCY_KEY_REUSED,
            "This line differs from the one in an earlier request with this Idempotency-Key.");

    private final SubmissionService submissions;
    private final MessagesApi api;
    private final MessagesApi.Limits limits;
    private final BodyBudget budget;
    private final List<PendingLine> pending = new ArrayList<>();
    /** The recipients of pending lines. */
    private final Set<String> pendingPersons = new HashSet<>();
    /** The recipients of earlier lines. */
    private final RecipientIndex index = new RecipientIndex();

    private int pendingBytes;
    private int position;
    private int accepted;
    private int rejected;
    private int duplicates;

    /** @param budget shared memory budget for long lines of all batches */
    MessageBatch(SubmissionService submissions, MessagesApi api, MessagesApi.Limits limits, BodyBudget budget) {
        this.submissions = submissions;
        this.api = api;
        this.limits = limits;
        this.budget = budget;
    }

    /** Reads the message, and returns a response that is written while the recipients are read. */
    Response start(HttpServletRequest request) throws IOException, ProblemException {
        BoundedLines lines = new BoundedLines(request.getInputStream(), limits.bytes(), budget);
        boolean isStarted = false;
        try {
            Response rest = start(lines, request);
            isStarted = true;
            return rest;
        } finally {
            if (!isStarted) {
                lines.close();
            }
        }
    }

    private Response start(BoundedLines lines, HttpServletRequest request) throws IOException, ProblemException {
        byte[] first = readMessageLine(lines, api);
        MessageReader.Message message = api.permitted(submissions, first, true, Identity.of(request));
        SubmissionService.PendingMessage submission = submissions.begin(
                message.content(),
                message.notifyAddress(),
                message.time(),
                MessagesApi.key(request),
                new ImmutableBytes(first));
        return response -> {
            try (lines) {
                response.setStatus(HttpServletResponse.SC_OK);
                response.setContentType(MessagesApi.BATCH);
                addRecipients(submission, message, lines, response.getOutputStream());
            }
        };
    }

    private void addRecipients(
            SubmissionService.PendingMessage submission,
            MessageReader.Message message,
            BoundedLines lines,
            OutputStream out)
            throws IOException {
        List<Finding> warnings = submission.warnings();
        List<Finding> findings = new ArrayList<>(warnings);
        findings.addAll(submission.senderFindings());
        write(new Started(submission.id(), FindingJson.sentences(warnings), FindingJson.any(findings)), out);
        try {
            for (BoundedLines.Line line = lines.next(); line != null; line = lines.next()) {
                addRecipient(submission, message, line, out);
                if (pending.size() == MAX_PENDING || pendingBytes >= MAX_PENDING_BYTES || lines.isDrained()) {
                    flush(submission, out);
                }
            }
            flush(submission, out);
            write(new Finished(true, accepted, rejected, Optional.of(duplicates).filter(any -> any > 0)), out);
        } catch (ProblemException limitExceeded) {
            flush(submission, out);
            write(new Aborted(limitExceeded.problem().body()), out);
        } catch (StoreUnavailableException unavailable) {
            Problem problem = new Problem(
                    Problem.Type.DATABASE_UNAVAILABLE,
                    "The database is not responding; repeat the request with the same Idempotency-Key to continue.");
            write(new Aborted(problem.body()), out);
        }
    }

    /** Reads the first line, which holds the message. */
    static byte[] readMessageLine(BoundedLines lines, MessagesApi api) throws IOException, ProblemException {
        BoundedLines.Line first = lines.next();
        if (first == null) {
            throw new InvalidInputException("body", "the first line of a batch must be the message");
        }
        if (first.isTooLong()) {
            throw new ProblemException(api.messageTooLarge());
        }
        if (first.isOverBudget()) {
            throw new ProblemException(BodyBudget.exhausted());
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
            throw new ProblemException(api.tooManyRecipients());
        }
        if (line.isTooLong() || line.isOverBudget()) {
            flush(submission, out);
            reject(line.isTooLong() ? api.messageTooLarge() : BodyBudget.exhausted(), null, out);
            return;
        }
        Recipient recipient = null;
        try {
            recipient = recipient(line, message);
            Optional<DeliveryId> first =
                    message.withDuplicates() ? Optional.empty() : earlier(recipient, submission, out);
            if (first.isPresent()) {
                skip(recipient, first.get(), submission, out);
            } else {
                pending.add(new PendingLine(
                        submission.prepare(recipient), submission.calendar().warnings(recipient)));
                pendingPersons.add(recipient.mailbox().address().canonical());
                pendingBytes += line.bytes().length;
            }
        } catch (InvalidInputException invalid) {
            flush(submission, out);
            reject(Problem.of(invalid), recipient, out);
        }
    }

    /** The recipient of a line. */
    static Recipient recipient(BoundedLines.Line line, MessageReader.Message message) {
        return MessageReader.recipient(
                RECIPIENT, StrictJson.read(RECIPIENT, Fields.utf8(line.bytes(), RECIPIENT)), message.data());
    }

    /** The delivery of an earlier line to the same recipient; a pending line is stored first, because it may be refused. */
    private Optional<DeliveryId> earlier(
            Recipient recipient, SubmissionService.PendingMessage submission, OutputStream out) throws IOException {
        EmailAddress address = recipient.mailbox().address();
        if (pendingPersons.contains(address.canonical())) {
            flush(submission, out);
        }
        return index.find(address);
    }

    private void skip(
            Recipient recipient, DeliveryId first, SubmissionService.PendingMessage submission, OutputStream out)
            throws IOException {
        flush(submission, out);
        MessagesApi.ResultJson result = MessagesApi.ResultJson.duplicate(recipient, first);
        write(new ResultLine(position, result, Optional.empty()), out);
        duplicates++;
        position++;
    }

    private void reject(Problem problem, @Nullable Recipient recipient, OutputStream out) throws IOException {
        Optional<String> to = Optional.ofNullable(recipient)
                .map(known -> known.mailbox().address().toString());
        write(new RejectedLine(position, to, problem.body()), out);
        rejected++;
        position++;
    }

    private void flush(SubmissionService.PendingMessage submission, OutputStream out) throws IOException {
        if (pending.isEmpty()) {
            return;
        }
        List<EnqueueResult> results = submission.add(
                position, pending.stream().map(PendingLine::delivery).toList());
        for (int i = 0; i < results.size(); i++) {
            boolean isSame = results.get(i).same();
            if (isSame) {
                addToIndex(pending.get(i).delivery().to(), results.get(i).id());
            }
            accepted += isSame ? 1 : 0;
            rejected += isSame ? 0 : 1;
            write(
                    new ResultLine(
                            position + i,
                            pending.get(i).result(results.get(i)),
                            isSame ? Optional.empty() : Optional.of(DIFFERENT_LINE.body())),
                    out);
        }
        out.flush();
        position += pending.size();
        pending.clear();
        pendingPersons.clear();
        pendingBytes = 0;
    }

    private void addToIndex(EmailAddress recipient, DeliveryId delivery) {
        if (index.find(recipient).isEmpty()) {
            index.add(recipient, delivery);
        }
    }

    private static void write(Record line, OutputStream out) throws IOException {
        out.write((RecordJson.object(line) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A recipient's delivery that is not stored yet, and sentences about it for the sender. */
    private record PendingLine(NewDelivery delivery, List<String> warnings) {
        MessagesApi.ResultJson result(EnqueueResult enqueued) {
            return MessagesApi.ResultJson.of(delivery, enqueued, warnings);
        }
    }

    private record Started(UUID id, Optional<List<String>> warnings, Optional<List<FindingJson>> checks) {}

    private record ResultLine(int position, @Unwrapped MessagesApi.ResultJson result, Optional<Problem.Body> error) {}

    private record RejectedLine(int position, Optional<String> to, Problem.Body error) {}

    private record Aborted(Problem.Body error) {}

    private record Finished(boolean done, int accepted, int refused, Optional<Integer> duplicates) {}
}
