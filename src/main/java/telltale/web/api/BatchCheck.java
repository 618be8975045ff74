package telltale.web.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.sending.SubmissionService;
import telltale.web.http.BodyBudget;
import telltale.web.http.BoundedLines;
import telltale.web.http.Identity;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;

/** Checks a batch (NDJSON) instead of sending it: the recipients are read as a stream, and one answer is about all of them. */
final class BatchCheck {
    private final SubmissionService submissions;
    private final MessagesApi api;
    private final MessagesApi.Limits limits;
    private final BodyBudget budget;

    /** @param budget shared memory budget for long lines of all batches */
    BatchCheck(SubmissionService submissions, MessagesApi api, MessagesApi.Limits limits, BodyBudget budget) {
        this.submissions = submissions;
        this.api = api;
        this.limits = limits;
        this.budget = budget;
    }

    Response run(HttpServletRequest request) throws IOException, ProblemException {
        try (BoundedLines lines = new BoundedLines(request.getInputStream(), limits.bytes(), budget)) {
            byte[] first = MessageBatch.readMessageLine(lines, api);
            MessageReader.Message message = api.permitted(submissions, first, true, Identity.of(request));
            MessageCheck check = api.check(submissions, message, new ImmutableBytes(first));
            int position = 0;
            for (BoundedLines.Line line = lines.next(); line != null; line = lines.next()) {
                if (position == limits.recipients()) {
                    throw new ProblemException(api.tooManyRecipients());
                }
                check(check, position++, line, message);
            }
            return check.response();
        }
    }

    private void check(MessageCheck check, int position, BoundedLines.Line line, MessageReader.Message message) {
        if (line.isTooLong() || line.isOverBudget()) {
            check.refuse(position, MessageBatch.RECIPIENT, "the line is too long");
            return;
        }
        try {
            check.check(position, MessageBatch.recipient(line, message));
        } catch (InvalidInputException invalid) {
            check.refuse(position, invalid.field(), invalid.detail());
        }
    }
}
