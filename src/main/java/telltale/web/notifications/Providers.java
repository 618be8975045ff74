package telltale.web.notifications;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.settings.NotificationLogin;
import telltale.settings.NotificationSettings;
import telltale.sns.AmazonSns;
import telltale.sns.SnsHttp;

/**
 * The mail providers that Telltale knows.
 *
 * @param configured those that may send notifications
 * @param missing the settings of the others, by their names
 */
public record Providers(List<Provider> configured, Map<String, String> missing) {
    public Providers {
        configured = List.copyOf(configured);
        missing = Map.copyOf(missing);
    }

    /**
     * The providers by their settings.
     *
     * @param snsHttp fetches the certificates of Amazon SNS
     */
    public static Providers of(NotificationSettings settings, SnsHttp snsHttp, Clock clock) {
        Selection selection = new Selection();
        selection.add(
                "ses",
                "INBOUND_SES_TOPIC",
                settings.sesTopics(),
                topics -> new AmazonSes(new AmazonSns(topics, snsHttp, clock)));
        selection.add("sendgrid", "INBOUND_SENDGRID_KEY", settings.sendGrid(), SendGrid::new);
        selection.add("mailgun", "INBOUND_MAILGUN_KEY", settings.mailgun(), Mailgun::new);
        selection.addLogin(
                "postmark", "INBOUND_POSTMARK_LOGIN", settings.logins().postmark(), Postmark::events);
        selection.addLogin("brevo", "INBOUND_BREVO_LOGIN", settings.logins().brevo(), Brevo::events);
        selection.addLogin(
                "sparkpost", "INBOUND_SPARKPOST_LOGIN", settings.logins().sparkPost(), SparkPost::events);
        selection.addLogin("mailjet", "INBOUND_MAILJET_LOGIN", settings.logins().mailjet(), Mailjet::events);
        return new Providers(selection.configured, selection.missing);
    }

    /** Providers while they are selected. */
    private static final class Selection {
        private final List<Provider> configured = new ArrayList<>();
        private final Map<String, String> missing = new LinkedHashMap<>();

        /**
         * Adds a provider.
         *
         * @param value of its setting, or null
         */
        <T> void add(String name, String setting, @Nullable T value, Function<T, Provider> provider) {
            if (value == null) {
                missing.put(name, setting);
            } else {
                configured.add(provider.apply(value));
            }
        }

        /** Adds a provider that sends a login. */
        void addLogin(String name, String setting, @Nullable NotificationLogin value, Function<String, Events> reader) {
            add(name, setting, value, login -> new LoginProvider(name, new Login(login, setting), reader));
        }
    }
}
