package telltale.web.api;

import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.message.MessageContent;
import telltale.message.OneClickFields;
import telltale.message.Recipient;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Mailbox;
import telltale.model.PrivacyProfile;
import telltale.model.Topic;
import telltale.model.WireConstant;
import telltale.sending.SendTime;
import telltale.web.http.JsonBody;

/** Parses a message of the API. */
final class MessageReader {
    private static final Set<String> FIELDS = Set.of(
            "from",
            "to",
            "cc",
            "bcc",
            "replyTo",
            "subject",
            "html",
            "text",
            "data",
            "attachments",
            "headers",
            "campaign",
            "bulk",
            "topic",
            "metadata",
            "sendAt",
            "sendWindow",
            "track",
            "utm",
            "duplicates",
            "notify",
            "template",
            "calendar",
            "receipt",
            "privacy");
    private static final Set<String> TEXTS = Set.of("subject", "html", "text");

    private final Function<@Nullable Mailbox, Mailbox> from;
    private final Function<String, JsonBody> templates;
    private final Function<String, Topic> topics;
    private final int maxHeaders;

    /**
     * @param from determines the sender from the message's own sender, if any
     * @param templates returns a stored template by name
     * @param topics returns a topic by name
     */
    MessageReader(
            Function<@Nullable Mailbox, Mailbox> from,
            Function<String, JsonBody> templates,
            Function<String, Topic> topics,
            int maxHeaders) {
        this.from = from;
        this.templates = templates;
        this.topics = topics;
        this.maxHeaders = maxHeaders;
    }

    /**
     * A parsed message.
     *
     * @param notifyAddress receives a notice of the first open or click by a person; null for none
     * @param data default merge data for all recipients
     * @param withDuplicates whether a person who is a recipient several times gets as many copies
     */
    record Message(
            MessageContent content,
            List<Recipient> recipients,
            @Nullable EmailAddress notifyAddress,
            SendTime time,
            Map<String, Object> data,
            boolean withDuplicates) {}

    /** Parses a message with its recipients, or the first line of a batch. */
    Message read(JsonValue value, boolean batch) {
        JsonBody body = JsonBody.of("", value).allowOnly(FIELDS);
        Map<String, Object> data = body.data("data");
        List<Recipient> to = recipients(body, "to", data);
        if (batch
                && !(to.isEmpty()
                        && body.list("cc").isEmpty()
                        && body.list("bcc").isEmpty())) {
            throw new InvalidInputException(
                    "to", "the first line of a batch must be the message; recipients follow, one per line");
        }
        if (!batch && to.isEmpty()) {
            throw new InvalidInputException("to", "to is missing; at least one recipient is required");
        }
        List<Recipient> cc = recipients(body, "cc", data);
        List<Recipient> bcc = recipients(body, "bcc", data);
        boolean hasCopies = !cc.isEmpty() || !bcc.isEmpty();
        if (hasCopies && to.size() > 1) {
            throw new InvalidInputException(
                    cc.isEmpty() ? "bcc" : "cc",
                    "cc and bcc require a single to; several recipients get separate copies");
        }
        List<Recipient> all = new ArrayList<>(to);
        all.addAll(cc);
        all.addAll(bcc);
        MessageContent content = content(
                body,
                hasCopies ? to.get(0).mailbox() : null,
                cc.stream().map(Recipient::mailbox).toList());
        MailMessage.checkReceipt(content.receipt(), batch || all.size() > 1);
        return new Message(
                content,
                all,
                body.read("notify", EmailAddress::parse),
                SendTimeReader.read(body),
                data,
                sendsDuplicates(body.text("duplicates")));
    }

    private static boolean sendsDuplicates(@Nullable String duplicates) {
        return switch (duplicates == null ? "skip" : duplicates) {
            case "skip" -> false;
            case "send" -> true;
            default -> throw new InvalidInputException("duplicates", "duplicates must be skip or send");
        };
    }

    private MessageContent content(JsonBody body, @Nullable Mailbox toHeader, List<Mailbox> cc) {
        JsonBody texts = texts(body);
        JsonValue tracking = body.value("track");
        JsonBody track = JsonBody.of("track", tracking == null ? JsonValue.EMPTY_JSON_OBJECT : tracking)
                .allowOnly(Set.of("opens", "clicks"));
        String subject = texts.text("subject");
        Mailbox author = from.apply(body.read("from", Mailbox::parse));
        String campaign = body.text("campaign");
        return new MessageContent(
                author,
                mailboxes(body, "replyTo"),
                toHeader,
                cc,
                subject == null ? "" : subject,
                texts.text("html"),
                texts.text("text"),
                headers(body),
                AttachmentReader.attachments(body),
                campaign,
                body.isTrue("bulk", false),
                topic(body),
                body.texts("metadata"),
                track.isTrue("opens", true),
                track.isTrue("clicks", true),
                body.value("template") != JsonValue.FALSE,
                LinkParametersReader.read(body, author.address(), campaign),
                body.text("calendar"),
                body.isTrue("receipt", false),
                null,
                body.read("privacy", text -> WireConstant.of(PrivacyProfile.class, text)));
    }

    private @Nullable Topic topic(JsonBody body) {
        String name = body.text("topic");
        return name == null ? null : topics.apply(name);
    }

    /** The message's own texts, or those of its template. */
    private JsonBody texts(JsonBody body) {
        JsonValue template = body.value("template");
        if (template != null
                && template != JsonValue.TRUE
                && template != JsonValue.FALSE
                && !(template instanceof JsonString)) {
            throw new InvalidInputException(
                    "template",
                    "template must be the name of a stored template, or false for texts without placeholders");
        }
        if (!(template instanceof JsonString name)) {
            return body;
        }
        for (String field : TEXTS) {
            if (body.has(field)) {
                throw new InvalidInputException(field, field + " is defined by the template; send one or the other");
            }
        }
        return templates.apply(name.getString());
    }

    private List<HeaderField> headers(JsonBody body) {
        Map<String, String> given = body.texts("headers");
        if (given.size() > maxHeaders) {
            throw new InvalidInputException(
                    "headers", "headers is limited to " + maxHeaders + " fields (TELLTALE_MAX_CUSTOM_HEADERS)");
        }
        List<HeaderField> fields = given.entrySet().stream()
                .map(field -> new HeaderField(field.getKey(), field.getValue()))
                .toList();
        OneClickFields.check(fields);
        return fields;
    }

    /** The text of a field that must be given. */
    static String required(JsonBody body, String name) {
        String text = body.text(name);
        if (text == null) {
            throw new InvalidInputException(body.at(name), body.at(name) + " is missing");
        }
        return text;
    }

    private static List<Mailbox> mailboxes(JsonBody body, String field) {
        List<Mailbox> mailboxes = new ArrayList<>();
        boolean many = body.value(field) instanceof JsonArray;
        for (JsonValue value : body.list(field)) {
            String path = many ? field + "[" + mailboxes.size() + "]" : field;
            if (!(value instanceof JsonString address)) {
                throw new InvalidInputException(path, path + " must be a string");
            }
            mailboxes.add(mailbox(path, address.getString()));
        }
        return mailboxes;
    }

    private static List<Recipient> recipients(JsonBody body, String field, Map<String, Object> data) {
        List<Recipient> recipients = new ArrayList<>();
        boolean many = body.value(field) instanceof JsonArray;
        for (JsonValue value : body.list(field)) {
            recipients.add(recipient(many ? field + "[" + recipients.size() + "]" : field, value, data));
        }
        return recipients;
    }

    /**
     * Parses a recipient: an address, or an object with further fields.
     *
     * @param defaults merge data for names that the recipient's own data lacks
     */
    static Recipient recipient(String path, JsonValue value, Map<String, Object> defaults) {
        if (value instanceof JsonString address) {
            return new Recipient(mailbox(path, address.getString()), defaults);
        }
        JsonBody one = JsonBody.of(path, value).allowOnly(Set.of("to", "name", "data"));
        String name = one.text("name");
        Mailbox mailbox = mailbox(one.at("to"), required(one, "to"));
        Map<String, Object> data = new LinkedHashMap<>(defaults);
        data.putAll(one.data("data"));
        return new Recipient(name == null ? mailbox : named(one.at("name"), name, mailbox.address()), data);
    }

    private static Mailbox named(String field, String name, EmailAddress address) {
        try {
            return new Mailbox(name, address);
        } catch (IllegalArgumentException invalid) {
            throw new InvalidInputException(field, field + ": " + invalid.getMessage());
        }
    }

    private static Mailbox mailbox(String field, String text) {
        try {
            return Mailbox.parse(text);
        } catch (IllegalArgumentException invalid) {
            throw new InvalidInputException(field, field + " is not a valid email address: " + invalid.getMessage());
        }
    }
}
