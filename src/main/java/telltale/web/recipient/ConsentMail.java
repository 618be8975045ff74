package telltale.web.recipient;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.ConsentRequest;

/**
 * The mail that asks for consent. It is sent without a pixel and with links as they are, because it must not record what it
 * asks for; it names what the page asks for, in the same words.
 *
 * @param html the HTML, in which only the recipient's own links are placeholders
 */
public record ConsentMail(String subject, String html) {
    /**
     * The mail in a language.
     *
     * @param subject the sender's own subject, or null
     */
    public static ConsentMail of(Language language, ConsentRequest request, @Nullable String subject) {
        RecipientTexts texts = RecipientTexts.of(language);
        String purposes = request.purposes().stream()
                .map(purpose ->
                        "<li><strong>" + texts.name(purpose) + ":</strong> " + texts.recorded(purpose) + "</li>\n")
                .collect(Collectors.joining());
        String html = """
                <!doctype html>
                <html lang="%1$s" dir="%2$s">
                <head><meta charset="utf-8"><title>%3$s</title></head>
                <body>
                <div lang="%1$s" dir="%2$s" style="max-width:36em;font:16px/1.6 sans-serif">
                %4$s<ul>
                %5$s</ul>
                <p>%6$s</p>
                <p><a href="{{consent}}?lang=%1$s">%7$s</a></p>
                <p style="font-size:12px"><a href="{{unsubscribe}}?lang=%1$s">%8$s</a> · \
                <a href="{{preferences}}?lang=%1$s">%9$s</a></p>
                </div>
                </body>
                </html>
                """.formatted(
                        language.tag(),
                        language.direction(),
                        texts.get("consent.title"),
                        texts.request(request),
                        purposes,
                        texts.get("consent.mail.text"),
                        texts.get("consent.mail.link"),
                        texts.get("unsubscribe.title"),
                        texts.get("preferences.title"));
        return new ConsentMail(subject == null ? texts.get("consent.mail.subject") : subject, html);
    }
}
