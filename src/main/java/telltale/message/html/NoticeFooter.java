package telltale.message.html;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;

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
                    "Privacy notice",
                    "Object"),
            "de",
            new Texts(
                    "ltr",
                    "Der Absender kann aufzeichnen, dass diese Mail geöffnet wird und welche Links angeklickt werden.",
                    "Datenschutzhinweis",
                    "Widersprechen"),
            "fr",
            new Texts(
                    "ltr",
                    "L’expéditeur peut enregistrer l’ouverture de ce message et les clics sur ses liens.",
                    "Notice d’information",
                    "S’opposer"),
            "es",
            new Texts(
                    "ltr",
                    "El remitente puede registrar que se abre este correo y en qué enlaces se hace clic.",
                    "Aviso de privacidad",
                    "Oponerse"),
            "ar",
            new Texts(
                    "rtl",
                    "يمكن للمرسل تسجيل فتح هذه الرسالة والروابط التي يُنقر عليها.",
                    "إشعار الخصوصية",
                    "الاعتراض"));

    private final String fallback;

    /** @param direction the writing direction, as a value of HTML's {@code dir} */
    private record Texts(String direction, String sentence, String notice, String object) {}

    /** @param fallback the language of mail that states none of these languages */
    public NoticeFooter(String fallback) {
        this.fallback = fallback;
        texts(fallback);
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
                .formatted(texts.sentence, address(notice, language), texts.notice, texts.object);
        return UnsubscribeFooter.insert(document, attributes, line);
    }

    /** Appends the line to a plain text part. */
    public String addToText(String part, String language, String notice) {
        Texts texts = texts(language);
        return UnsubscribeFooter.append(
                part,
                texts.sentence + "\n" + texts.notice + ": " + address(notice, language) + "\n" + texts.object
                        + ": {{preferences}}");
    }

    private static String address(String notice, String language) {
        return notice + "?lang=" + language;
    }

    private static Texts texts(String language) {
        return Objects.requireNonNull(TEXTS.get(language), language);
    }
}
