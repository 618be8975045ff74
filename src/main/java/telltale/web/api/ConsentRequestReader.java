package telltale.web.api;

import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.message.MessageContent;
import telltale.message.Recipient;
import telltale.model.ConsentPurpose;
import telltale.model.ConsentRequest;
import telltale.model.InvalidInputException;
import telltale.model.Mailbox;
import telltale.model.WireConstant;
import telltale.web.http.JsonBody;
import telltale.web.recipient.ConsentMail;
import telltale.web.recipient.Language;

/** Parses a request for consent. */
final class ConsentRequestReader {
    /** The most persons of a request, which is stored in one transaction. */
    static final int MAX_PERSONS = 1_000;

    private static final Set<String> FIELDS =
            Set.of("from", "to", "purposes", "language", "subject", "text", "wording", "campaign");

    private final Function<@Nullable Mailbox, Mailbox> from;

    /** @param from determines the sender from the request's own sender, if any */
    ConsentRequestReader(Function<@Nullable Mailbox, Mailbox> from) {
        this.from = from;
    }

    /**
     * A parsed request.
     *
     * @param content the mail that asks
     */
    record Parsed(ConsentRequest request, MessageContent content, List<Recipient> to) {}

    /**
     * Parses the body of a request.
     *
     * @throws InvalidInputException naming the invalid field
     */
    Parsed read(JsonValue value) {
        JsonBody body = JsonBody.of("", value).allowOnly(FIELDS);
        Mailbox author = from.apply(body.read("from", Mailbox::parse));
        ConsentRequest request = new ConsentRequest(
                purposes(body),
                sender(author),
                body.text("wording"),
                body.read("text", text -> text.replace("\r\n", "\n")));
        Language language = body.read("language", ConsentRequestReader::language);
        ConsentMail mail =
                ConsentMail.of(language == null ? Language.ENGLISH : language, request, body.text("subject"));
        return new Parsed(request, content(author, mail, body.text("campaign")), recipients(body));
    }

    /** Bulk mail, so that it reaches no one who unsubscribed; not tracked, because there is no consent yet. */
    private static MessageContent content(Mailbox author, ConsentMail mail, @Nullable String campaign) {
        return new MessageContent(
                author,
                List.of(),
                null,
                List.of(),
                mail.subject(),
                mail.html(),
                null,
                List.of(),
                List.of(),
                campaign,
                true,
                Map.of(),
                false,
                false,
                false);
    }

    private static String sender(Mailbox author) {
        return author.name().isBlank() ? author.address().toString() : author.name() + " (" + author.address() + ")";
    }

    private static Language language(String tag) {
        return Language.ofTag(tag)
                .orElseThrow(
                        () -> new IllegalArgumentException("expected one of " + String.join(", ", Language.tags())));
    }

    private static Set<ConsentPurpose> purposes(JsonBody body) {
        Set<ConsentPurpose> purposes = EnumSet.noneOf(ConsentPurpose.class);
        if (!body.has("purposes")) {
            purposes.addAll(ConsentPurpose.MEASUREMENT);
        }
        for (JsonValue value : body.list("purposes")) {
            if (!(value instanceof JsonString name)) {
                throw new InvalidInputException("purposes", "purposes must be a list of names");
            }
            purposes.add(ImportText.checked("purposes", () -> WireConstant.of(ConsentPurpose.class, name.getString())));
        }
        return purposes;
    }

    private static List<Recipient> recipients(JsonBody body) {
        List<Recipient> recipients = new ArrayList<>();
        for (JsonValue value : body.list("to")) {
            recipients.add(MessageReader.recipient("to[" + recipients.size() + "]", value, Map.of()));
        }
        if (recipients.isEmpty() || recipients.size() > MAX_PERSONS) {
            throw new InvalidInputException("to", "to must have 1 to " + MAX_PERSONS + " addresses");
        }
        return recipients;
    }
}
