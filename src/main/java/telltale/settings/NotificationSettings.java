package telltale.settings;

import static telltale.settings.Setting.INBOUND_BREVO_LOGIN;
import static telltale.settings.Setting.INBOUND_MAILGUN_KEY;
import static telltale.settings.Setting.INBOUND_MAILJET_LOGIN;
import static telltale.settings.Setting.INBOUND_POSTMARK_LOGIN;
import static telltale.settings.Setting.INBOUND_SENDGRID_KEY;
import static telltale.settings.Setting.INBOUND_SES_TOPIC;
import static telltale.settings.Setting.INBOUND_SPARKPOST_LOGIN;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What proves that a notification is from a mail provider. Those without a setting cannot send any.
 *
 * @param sesTopics the topics of Amazon SNS that Amazon SES publishes to; or null
 * @param sendGrid the verification key of SendGrid, or null
 * @param mailgun the HTTP webhook signing key of Mailgun, or null
 * @param logins those of the providers that sign nothing
 */
public record NotificationSettings(
        @Nullable List<String> sesTopics,
        @Nullable PublicKey sendGrid,
        @Nullable Secret mailgun,
        Logins logins) {
    /** {@code arn:partition:sns:region:account:name}; names of FIFO topics, which have no HTTPS, end with {@code .fifo}. */
    private static final Pattern TOPIC =
            Pattern.compile("arn:(?:aws|aws-cn|aws-us-gov):sns:[a-z]{2}[a-z0-9-]{3,30}:[0-9]{12}:[A-Za-z0-9_-]{1,256}");

    /** The login of each provider, or null. */
    public record Logins(
            @Nullable NotificationLogin postmark,
            @Nullable NotificationLogin brevo,
            @Nullable NotificationLogin sparkPost,
            @Nullable NotificationLogin mailjet) {
        public static final Logins NONE = new Logins(null, null, null, null);
    }

    public NotificationSettings {
        sesTopics = sesTopics == null ? null : List.copyOf(sesTopics);
    }

    static NotificationSettings read(SettingsReader reader) {
        return new NotificationSettings(
                reader.optional(INBOUND_SES_TOPIC, NotificationSettings::topics),
                reader.optional(INBOUND_SENDGRID_KEY, NotificationSettings::publicKey),
                reader.optional(INBOUND_MAILGUN_KEY, Secret::new),
                new Logins(
                        reader.optional(INBOUND_POSTMARK_LOGIN, NotificationLogin::parse),
                        reader.optional(INBOUND_BREVO_LOGIN, NotificationLogin::parse),
                        reader.optional(INBOUND_SPARKPOST_LOGIN, NotificationLogin::parse),
                        reader.optional(INBOUND_MAILJET_LOGIN, NotificationLogin::parse)));
    }

    private static List<String> topics(String text) {
        List<String> topics = Stream.of(text.split(",", -1)).map(String::strip).toList();
        if (!topics.stream().allMatch(topic -> TOPIC.matcher(topic).matches())) {
            throw new IllegalArgumentException("");
        }
        return topics;
    }

    /** A key of elliptic curves as X.509, in base64 with or without the lines of PEM. */
    private static PublicKey publicKey(String text) {
        String base64 = text.replace("\\n", "").replaceAll("-----[A-Z ]+-----|\\s", "");
        try {
            return KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (GeneralSecurityException noKey) {
            throw new IllegalArgumentException("it is not a public key of an elliptic curve", noKey);
        }
    }
}
