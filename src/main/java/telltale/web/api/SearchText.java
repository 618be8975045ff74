package telltale.web.api;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.QueueId;
import telltale.store.DeliveryCondition;
import telltale.store.DeliveryCondition.DeliveryOrMessage;
import telltale.store.DeliveryCondition.Identified;
import telltale.store.DeliveryCondition.LinkTo;
import telltale.store.DeliveryCondition.QueueIds;
import telltale.store.DeliveryCondition.QueueIdsOr;
import telltale.store.DeliveryCondition.Recipient;
import telltale.store.DeliveryCondition.RecipientDomain;
import telltale.store.DeliveryCondition.SubjectWords;
import telltale.token.MessageIds;
import telltale.token.SignedLink;
import telltale.token.SignedPixel;
import telltale.token.Tokens;

/** Recognizes what a text is that someone looks for deliveries by. */
final class SearchText {
    private static final int MAX_LENGTH = 2_000;
    private static final int MAX_WORDS = 20;

    private static final Pattern UUIDS = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern URL = Pattern.compile("https?://\\S+", Pattern.CASE_INSENSITIVE);
    /** An address in a mail, with its token. */
    private static final Pattern OWN_URL =
            Pattern.compile("https?://\\S*/(pixel|click|view|unsubscribe|preferences|consent)/([^/?#\\s]+)\\S*");

    private final MessageIds messageIds;
    private final Tokens tokens;

    SearchText(MessageIds messageIds, Tokens tokens) {
        this.messageIds = messageIds;
        this.tokens = tokens;
    }

    /**
     * The condition that a text stands for.
     *
     * @throws IllegalArgumentException that states what is expected
     */
    DeliveryCondition condition(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("expected at most " + MAX_LENGTH + " characters");
        }
        if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("expected one line without control characters");
        }
        String wanted = text.strip();
        return identifier(wanted)
                .or(() -> domain(wanted))
                .or(() -> url(wanted))
                .orElseGet(() ->
                        new QueueIdsOr(new QueueIds(QueueId.possible(wanted).toList()), recipientOrSubject(wanted)));
    }

    private Optional<DeliveryCondition> identifier(String text) {
        if (UUIDS.matcher(text).matches()) {
            return Optional.of(new DeliveryOrMessage(UUID.fromString(text)));
        }
        return text.contains(" ")
                ? Optional.empty()
                : messageIds.find(text).findFirst().map(found -> new Identified(found.delivery()));
    }

    private static Optional<DeliveryCondition> domain(String text) {
        if (!text.startsWith("@") || text.contains(" ")) {
            return Optional.empty();
        }
        String domain = EmailAddress.parse("any" + text).domain();
        return Optional.of(new RecipientDomain(domain.toLowerCase(Locale.ROOT)));
    }

    private Optional<DeliveryCondition> url(String text) {
        if (!URL.matcher(text).matches()) {
            return Optional.empty();
        }
        Matcher own = OWN_URL.matcher(text);
        Optional<DeliveryId> delivery = own.matches() ? delivery(own.group(1), own.group(2)) : Optional.empty();
        return Optional.of(delivery.<DeliveryCondition>map(Identified::new).orElseGet(() -> new LinkTo(text)));
    }

    private Optional<DeliveryId> delivery(String page, String token) {
        return switch (page) {
            case "pixel" -> tokens.readPixel(token).map(SignedPixel::delivery);
            case "click" -> tokens.readLink(token).map(SignedLink::delivery);
            case "view" -> tokens.readView(token);
            case "unsubscribe" -> tokens.readUnsubscribe(token);
            case "consent" -> tokens.readConsent(token);
            default -> tokens.readPreferences(token);
        };
    }

    private static DeliveryCondition recipientOrSubject(String text) {
        if (text.contains("@") && !text.contains(" ")) {
            try {
                return new Recipient(EmailAddress.parse(text));
            } catch (IllegalArgumentException notAnAddress) {
                return new SubjectWords(List.of(text));
            }
        }
        List<String> words = Stream.of(text.split("\\s+", -1)).toList();
        if (words.size() > MAX_WORDS) {
            throw new IllegalArgumentException("expected at most " + MAX_WORDS + " words");
        }
        return new SubjectWords(words);
    }
}
