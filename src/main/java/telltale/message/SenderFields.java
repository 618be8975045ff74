package telltale.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.HeaderField;
import telltale.model.InvalidInputException;
import telltale.model.Pooling;
import telltale.model.PrivacyProfile;

/**
 * What the settings add to a message when it is submitted: header fields, unless the message has them, and the privacy profile,
 * unless the message has a stricter one.
 *
 * @param byDomain the fields of mail from each domain, in ASCII and lower case
 * @param feedbackSender the sender's identifier in Feedback-ID, or null if bulk mail does not get that field
 * @param privacy limits the recording of opens and clicks
 * @param pooling how recipients share pixels under the profile {@code aggregated}; null for mail that has no such recipients
 */
public record SenderFields(
        Map<String, List<HeaderField>> byDomain,
        @Nullable String feedbackSender,
        PrivacyProfile privacy,
        @Nullable Pooling pooling) {
    public static final SenderFields NONE = new SenderFields(Map.of(), null, PrivacyProfile.INDIVIDUAL);

    public SenderFields {
        byDomain = Map.copyOf(byDomain);
    }

    /** Fields without pools. */
    public SenderFields(
            Map<String, List<HeaderField>> byDomain, @Nullable String feedbackSender, PrivacyProfile privacy) {
        this(byDomain, feedbackSender, privacy, null);
    }

    /** How the recipients of a message share pixels, or null if they do not. */
    public @Nullable Pooling pooling(MessageContent content) {
        boolean isPooled = content.tracking().profile() == PrivacyProfile.AGGREGATED
                && content.tracking().opens()
                && content.campaign() != null
                && (content.source() == null || content.source().obstacle() == null);
        return isPooled ? pooling : null;
    }

    /**
     * The message with its own fields and those of the settings.
     *
     * @throws InvalidInputException if it asks for a less strict profile than that of the settings
     */
    public MessageContent addTo(MessageContent content) {
        List<HeaderField> fields = new ArrayList<>(content.headers());
        byDomain.getOrDefault(content.from().address().asciiDomain(), List.of())
                .forEach(field -> addIfAbsent(field, fields));
        if (content.bulk() && feedbackSender != null) {
            addIfAbsent(FeedbackId.of(content.campaign(), feedbackSender), fields);
        }
        return content.with(fields, profile(content.privacy()));
    }

    private @Nullable PrivacyProfile profile(@Nullable PrivacyProfile asked) {
        if (asked != null && asked.or(privacy) != asked) {
            throw new InvalidInputException(
                    "privacy", "privacy must not be less strict than TELLTALE_PRIVACY, which is " + privacy.wireName());
        }
        return asked == null && privacy != PrivacyProfile.INDIVIDUAL ? privacy : asked;
    }

    private static void addIfAbsent(HeaderField field, List<HeaderField> fields) {
        if (fields.stream().noneMatch(present -> present.name().equalsIgnoreCase(field.name()))) {
            fields.add(field);
        }
    }
}
