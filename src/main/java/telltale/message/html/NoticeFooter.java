package telltale.message.html;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import telltale.model.PrivacyProfile;

/**
 * The line of a mail about its measurement, with links to the privacy notice and to the recipient's preferences, in the language
 * that the mail's HTML states.
 */
public final class NoticeFooter {
    private static final Map<String, Texts> TEXTS = Map.of(
            "en",
            new Texts(
                    "ltr",
                    "The sender can record that this email is opened and which links are clicked.",
                    "The sender can record the day on which you last opened an email.",
                    "Privacy notice",
                    "Object"),
            "de",
            new Texts(
                    "ltr",
                    "Der Absender kann aufzeichnen, dass diese Mail geöffnet wird und welche Links angeklickt werden.",
                    "Der Absender kann den Tag aufzeichnen, an dem Sie zuletzt eine Mail geöffnet haben.",
                    "Datenschutzhinweis",
                    "Widersprechen"),
            "fr",
            new Texts(
                    "ltr",
                    "L’expéditeur peut enregistrer l’ouverture de ce message et les clics sur ses liens.",
                    "L’expéditeur peut enregistrer le jour où vous avez ouvert un message pour la dernière fois.",
                    "Notice d’information",
                    "S’opposer"),
            "es",
            new Texts(
                    "ltr",
                    "El remitente puede registrar que se abre este correo y en qué enlaces se hace clic.",
                    "El remitente puede registrar el día en que abrió un correo por última vez.",
                    "Aviso de privacidad",
                    "Oponerse"),
            "ar",
            new Texts(
                    "rtl",
                    "يمكن للمرسل تسجيل فتح هذه الرسالة والروابط التي يُنقر عليها.",
                    "يمكن للمرسل تسجيل اليوم الذي فتحت فيه رسالة لآخر مرة.",
                    "إشعار الخصوصية",
                    "الاعتراض"));

    private final String fallback;

    private final boolean isOfDays;

    /**
     * @param direction the writing direction, as a value of HTML's {@code dir}
     * @param events what is recorded
     * @param day what is recorded under the profile hygiene
     */
    private record Texts(String direction, String events, String day, String notice, String object) {}

    /** @param fallback the language of mail that states none of these languages */
    public NoticeFooter(String fallback) {
        this(fallback, false);
        texts(fallback);
    }

    private NoticeFooter(String fallback, boolean isOfDays) {
        this.fallback = fallback;
        this.isOfDays = isOfDays;
    }

    /** The line of mail under a profile. */
    public NoticeFooter under(PrivacyProfile profile) {
        return new NoticeFooter(fallback, profile == PrivacyProfile.HYGIENE);
    }

    /** The language of the footer of a mail with this HTML. */
    public String language(String document) {
        return supported(HtmlSource.parse(document).expectFirst("html").attr("lang"));
    }

    /**
     * The language of the footer of a mail.
     *
     * @param tag the language tag that its HTML states (RFC 5646), or empty
     */
    public String supported(String tag) {
        String primary = tag.strip().toLowerCase(Locale.ROOT).replaceFirst("[-_].*", "");
        return TEXTS.containsKey(primary) ? primary : fallback;
    }

    /**
     * Inserts the line before the end of the body, where clients display it.
     *
     * @param notice the address of the notice
     */
    public String addTo(String document, String language, String notice) {
        Texts texts = texts(language);
        String attributes = " lang=\"%s\" dir=\"%s\"".formatted(language, texts.direction);
        String line = "%s <a href=\"%s\">%s</a> · <a href=\"{{preferences}}\">%s</a>"
                .formatted(sentence(texts), address(notice, language), texts.notice, texts.object);
        return UnsubscribeFooter.insert(document, attributes, line);
    }

    /** Appends the line to a plain text part. */
    public String addToText(String part, String language, String notice) {
        Texts texts = texts(language);
        return UnsubscribeFooter.append(
                part,
                sentence(texts) + "\n" + texts.notice + ": " + address(notice, language) + "\n" + texts.object
                        + ": {{preferences}}");
    }

    private String sentence(Texts texts) {
        return isOfDays ? texts.day : texts.events;
    }

    private static String address(String notice, String language) {
        return notice + "?lang=" + language;
    }

    private static Texts texts(String language) {
        return Objects.requireNonNull(TEXTS.get(language), language);
    }
}
