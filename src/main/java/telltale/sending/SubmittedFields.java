package telltale.sending;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.message.source.SourceMail;
import telltale.model.InvalidInputException;

/**
 * The header fields by which a program controls what is done with its mail. They are removed from it.
 *
 * @param campaign null for none
 * @param opens whether opens are tracked
 * @param clicks whether clicks are tracked
 * @param idempotencyKey the text by which a mail that is submitted again is recognized, or null
 */
record SubmittedFields(
        @Nullable String campaign,
        boolean opens,
        boolean clicks,
        Map<String, String> metadata,
        @Nullable String idempotencyKey) {
    /** What the names of all such fields begin with. */
    static final String PREFIX = "x-telltale-";

    private static final String CAMPAIGN = "X-Telltale-Campaign";
    private static final String TRACK = "X-Telltale-Track";
    private static final String METADATA = "X-Telltale-Metadata";
    private static final String IDEMPOTENCY_KEY = "X-Telltale-Idempotency-Key";
    /** The last is what a mail has that was sent by Telltale before. */
    private static final Set<String> KNOWN = Set.of(
            CAMPAIGN.toLowerCase(Locale.ROOT),
            TRACK.toLowerCase(Locale.ROOT),
            METADATA.toLowerCase(Locale.ROOT),
            IDEMPOTENCY_KEY.toLowerCase(Locale.ROOT),
            "x-telltale-tracking");

    private static final int MAX_KEY_LENGTH = 200;
    private static final int MAX_METADATA = 50;

    /** @throws InvalidInputException naming the field */
    static SubmittedFields of(SourceMail mail) {
        for (String name : mail.names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(PREFIX) && !KNOWN.contains(lower)) {
                throw wrong(name, "is no field that Telltale knows");
            }
        }
        Set<String> track = track(mail);
        return new SubmittedFields(
                single(mail, CAMPAIGN).orElse(null),
                track.contains("opens"),
                track.contains("clicks"),
                metadata(mail),
                single(mail, IDEMPOTENCY_KEY).orElse(null));
    }

    private static Optional<String> single(SourceMail mail, String name) {
        List<String> values = mail.values(name);
        if (values.size() > 1
                || values.stream().anyMatch(value -> value.isEmpty() || value.length() > MAX_KEY_LENGTH)) {
            throw wrong(name, "must occur once, with 1 to " + MAX_KEY_LENGTH + " characters");
        }
        return values.stream().findFirst();
    }

    private static Set<String> track(SourceMail mail) {
        Optional<String> value = single(mail, TRACK);
        if (value.isEmpty()) {
            return Set.of("opens", "clicks");
        }
        String text = value.get().toLowerCase(Locale.ROOT).replaceAll("\\s", "");
        return switch (text) {
            case "opens", "clicks", "none" -> Set.of(text);
            case "opens,clicks", "clicks,opens" -> Set.of("opens", "clicks");
            default -> throw wrong(TRACK, "must be opens, clicks, \"opens, clicks\" or none");
        };
    }

    /** Pairs such as {@code order=4711; shop=berlin}, in one field or several. */
    private static Map<String, String> metadata(SourceMail mail) {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (String value : mail.values(METADATA)) {
            for (String pair : value.split(";", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? "" : pair.substring(0, equals).strip();
                if (name.isEmpty() && !pair.isBlank()) {
                    throw wrong(METADATA, "must consist of name=value, separated by semicolons");
                }
                if (!name.isEmpty()) {
                    metadata.put(name, pair.substring(equals + 1).strip());
                }
            }
        }
        if (metadata.size() > MAX_METADATA) {
            throw wrong(METADATA, "has more than " + MAX_METADATA + " names");
        }
        return metadata;
    }

    private static InvalidInputException wrong(String name, String rule) {
        return new InvalidInputException(name, name + " " + rule);
    }
}
