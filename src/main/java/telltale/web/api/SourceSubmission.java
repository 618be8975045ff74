package telltale.web.api;

import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import telltale.message.Finding;
import telltale.message.Recipient;
import telltale.message.source.Obstacle;
import telltale.message.source.OctetCheck;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.Mailbox;
import telltale.sending.SubmissionService;
import telltale.sending.SubmittedMail;
import telltale.web.http.BodyBudget;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.JsonBody;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;

/** Queues a mail as another program composed it, with its envelope: what SMTP submission does, by HTTP. */
final class SourceSubmission {
    private static final String SOURCE = "source";
    private static final String SENDER = "sender";
    private static final String TO = "to";
    /** The bytes of memory for each octet of a mail until it is stored. */
    private static final int MEMORY_PER_OCTET = 5;

    private static final int MAX_ERRORS = 20;

    private final SubmissionService service;
    private final MessagesApi api;
    private final MessagesApi.Limits limits;
    private final BodyBudget memory;

    SourceSubmission(SubmissionService service, MessagesApi api, MessagesApi.Limits limits, BodyBudget memory) {
        this.service = service;
        this.api = api;
        this.limits = limits;
        this.memory = memory;
    }

    Response submit(HttpServletRequest request) throws IOException, ProblemException {
        JsonBody body = JsonBody.of(
                        "", JsonBody.parse(Fields.utf8(request.getInputStream().readAllBytes(), "body")))
                .allowOnly(Set.of(SOURCE, SENDER, TO));
        EmailAddress sender = body.read(SENDER, EmailAddress::parse);
        if (sender == null) {
            throw new InvalidInputException(SENDER, "sender is missing; the mail needs a sender of its envelope");
        }
        List<Recipient> recipients = recipients(body);
        byte[] octets = octets(body);
        long bytes = (long) MEMORY_PER_OCTET * octets.length;
        if (!memory.reserve(0, bytes)) {
            return BodyBudget.exhausted();
        }
        try {
            return queue(SubmittedMail.of(octets, sender, true), sender, recipients, request);
        } finally {
            memory.release(bytes);
        }
    }

    private byte[] octets(JsonBody body) throws ProblemException {
        byte[] octets = Base64Text.decode(MessageReader.required(body, SOURCE), SOURCE, "a mail in Base64");
        if (octets.length > limits.bytes()) {
            throw new ProblemException(api.messageTooLarge());
        }
        OctetCheck check = new OctetCheck();
        check.read(octets, octets.length);
        String fault = check.fault();
        if (fault != null) {
            throw new InvalidInputException(SOURCE, fault);
        }
        return octets;
    }

    /** Reads all recipients, so that one answer names all invalid ones. */
    private List<Recipient> recipients(JsonBody body) throws ProblemException {
        if (!(body.value(TO) instanceof JsonArray all) || all.isEmpty()) {
            throw new InvalidInputException(TO, "to must be an array with at least one recipient");
        }
        if (all.size() > limits.recipients()) {
            throw new ProblemException(api.tooManyRecipients());
        }
        List<Recipient> recipients = new ArrayList<>();
        List<InvalidInputException> errors = new ArrayList<>();
        for (int i = 0; i < all.size() && errors.size() < MAX_ERRORS; i++) {
            try {
                recipients.add(recipient(TO + "[" + i + "]", all.get(i)));
            } catch (InvalidInputException invalid) {
                errors.add(invalid);
            }
        }
        if (!errors.isEmpty()) {
            throw errors.size() == 1 ? errors.get(0) : new InvalidInputException(errors);
        }
        return recipients;
    }

    private static Recipient recipient(String path, JsonValue value) {
        if (!(value instanceof JsonString address)) {
            throw new InvalidInputException(path, path + " must be an address");
        }
        try {
            return new Recipient(new Mailbox("", EmailAddress.parse(address.getString())), Map.of());
        } catch (IllegalArgumentException invalid) {
            throw new InvalidInputException(path, path + " is not a valid email address: " + invalid.getMessage());
        }
    }

    private Response queue(SubmittedMail mail, EmailAddress sender, List<Recipient> named, HttpServletRequest request)
            throws ProblemException {
        if (mail.isInLoop()) {
            throw new InvalidInputException(SOURCE, "the mail passed too many servers; it is in a loop");
        }
        Identity identity = Identity.of(request);
        allow(SENDER, new Mailbox("", sender), mail, identity);
        for (Map.Entry<String, Mailbox> one : mail.senders().entrySet()) {
            allow(one.getKey(), one.getValue(), mail, identity);
        }
        NamedRecipients recipients = NamedRecipients.of(named, false);
        SubmittedMail.Queued queued =
                mail.queue(service, identity.name(), recipients.copies(), MessagesApi.key(request));
        SubmissionService.PendingMessage message = queued.message();
        List<Finding> warnings = message.warnings();
        List<Finding> findings = new ArrayList<>(warnings);
        findings.addAll(message.senderFindings());
        recipients.duplicates().ifPresent(findings::add);
        return Response.json(
                HttpServletResponse.SC_ACCEPTED,
                new MessagesApi.Queued(
                        message.id(),
                        MessagesApi.results(recipients, queued.deliveries(), queued.results(), message.calendar()),
                        Optional.ofNullable(mail.obstacle()).map(Obstacle::code),
                        FindingJson.sentences(warnings),
                        FindingJson.any(findings)));
    }

    /** Requires that the settings and the key allow a sender of the mail. */
    private void allow(String field, Mailbox sender, SubmittedMail mail, Identity identity) throws ProblemException {
        service.requireAllowed(field, sender);
        identity.checkSubmission(mail.campaign(), sender.address());
    }
}
