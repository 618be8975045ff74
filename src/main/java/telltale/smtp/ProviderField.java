package telltale.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.EncodedHeader;

/**
 * The header field with the identifier of a message that a provider returns in its notifications. These providers replace the
 * return path, and do not report the Message-ID.
 *
 * @param value its value in words, with {@code %s} for the identifier
 */
public record ProviderField(String name, String value) {
    /** The name of the identifier in notifications of Postmark and SparkPost. */
    public static final String KEY = "telltale";

    /**
     * The fields by the domain of the provider's mail servers.
     *
     * @see <a href="https://postmarkapp.com/support/article/1125-custom-metadata-faq">Postmark: metadata</a>
     * @see <a href="https://developers.sparkpost.com/api/smtp/">SparkPost: X-MSYS-API</a>
     * @see <a href="https://dev.mailjet.com/smtp-relay/custom-headers/">Mailjet: X-MJ-CustomID</a>
     * @see <a href="https://developers.brevo.com/docs/transactional-webhooks">Brevo: X-Mailin-custom</a>
     */
    private static final Map<String, ProviderField> BY_DOMAIN = Map.of(
            "postmarkapp.com", new ProviderField("X-PM-Metadata-" + KEY, "%s"),
            "sparkpostmail.com", new ProviderField("X-MSYS-API", "{\"metadata\": {\"" + KEY + "\":\"%s\"}}"),
            "mailjet.com", new ProviderField("X-MJ-CustomID", "%s"),
            "brevo.com", new ProviderField("X-Mailin-custom", "%s"),
            "sendinblue.com", new ProviderField("X-Mailin-custom", "%s"));

    /** The field for mail that is submitted to a host; empty for the server of another operator. */
    public static Optional<ProviderField> ofServer(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.', name.lastIndexOf('.') - 1);
        return Optional.ofNullable(BY_DOMAIN.get(name.substring(dot + 1)));
    }

    /** The message with the field, unless its sender has set one of that name. */
    public ComposedMessage addTo(ComposedMessage message) {
        if (message.hasField(name)) {
            return message;
        }
        String filled = value.formatted(message.envelope().id());
        EncodedHeader field = new EncodedHeader(name, List.of(filled.split(" ", -1)));
        return message.prepended(field.toWire().getBytes(StandardCharsets.US_ASCII));
    }
}
