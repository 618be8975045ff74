package telltale.web.recipient;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.nodes.Entities;
import org.jspecify.annotations.Nullable;
import telltale.model.Consent;
import telltale.model.ConsentPurpose;
import telltale.model.ConsentRequest;
import telltale.model.Sha256;
import telltale.model.Topic;

/** The texts of the recipients' pages in one language, loaded from property files. */
final class RecipientTexts {
    private static final Map<Language, RecipientTexts> ALL = all();

    private final Properties texts = new Properties();
    private final DateTimeFormatter dates;

    private RecipientTexts(Language language) {
        dates = DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(Locale.forLanguageTag(language.tag()));
        try {
            for (String name : List.of("recipient_", "person_")) {
                texts.load(new StringReader(file(name + language.tag() + ".properties")));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static RecipientTexts of(Language language) {
        return Objects.requireNonNull(ALL.get(language));
    }

    /** The text of a name, which exists in every language. */
    String get(String name) {
        return Objects.requireNonNull(texts.getProperty(name), name);
    }

    /** The text of a name as HTML, in which {@code {{topic}}} is the title of a topic. */
    String get(String name, @Nullable Topic topic) {
        return topic == null ? get(name) : get(name).replace("{{topic}}", title(topic));
    }

    /** The title of a topic as HTML. */
    static String title(Topic topic) {
        return isolated(topic.title());
    }

    /** A text as HTML. Its direction does not affect the text around it, and it contains no placeholder. */
    private static String isolated(String text) {
        return "<bdi>" + literal(text) + "</bdi>";
    }

    /** A text as HTML that contains no placeholder, neither as written nor percent-encoded. */
    static String literal(String text) {
        return Entities.escape(text).replace("{", "&#123;").replace("%", "&#37;");
    }

    /** The name of a purpose. */
    String name(ConsentPurpose purpose) {
        return get("consent." + purpose.wireName());
    }

    /** What is recorded for a purpose. */
    String recorded(ConsentPurpose purpose) {
        return get("consent." + purpose.wireName() + ".text");
    }

    /** What a person decided about a purpose, with the date as HTML; null if nothing. */
    String decision(@Nullable Consent consent) {
        return consent == null
                ? get("consent.undecided")
                : get("consent." + consent.decision().wireName()).replace("{{date}}", date(consent.at()));
    }

    private String date(Instant at) {
        LocalDate day = at.atOffset(ZoneOffset.UTC).toLocalDate();
        return "<time datetime=\"" + day + "\">" + dates.format(day) + "</time>";
    }

    /**
     * The paragraphs by which a sender asks for consent, as HTML.
     *
     * @param request null if the sender is not known
     */
    String request(@Nullable ConsentRequest request) {
        String sender = request == null ? get("consent.sender") : isolated(request.sender());
        return RecipientPage.paragraph(get("consent.intro").replace("{{sender}}", sender))
                + (request == null || request.text() == null ? "" : paragraphs(request.text()))
                + RecipientPage.paragraph(get("consent.text"));
    }

    /** A sender's text as paragraphs, each with its own writing direction. */
    private static String paragraphs(String text) {
        return Stream.of(text.strip().split("\n\\s*\n", -1))
                .map(paragraph -> "<p dir=\"auto\">" + literal(paragraph).replace("\n", "<br>") + "</p>\n")
                .collect(Collectors.joining());
    }

    static String file(String name) {
        try (InputStream in = RecipientTexts.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(name + " cannot be read from the web application", unreadable);
        }
    }

    /** Returns the Base64 SHA-256 digest, as in a CSP hash-source (CSP 3 section 2.3.1). */
    static String sha256(String text) {
        return Base64.getEncoder().encodeToString(Sha256.of(text));
    }

    private static Map<Language, RecipientTexts> all() {
        Map<Language, RecipientTexts> all = new EnumMap<>(Language.class);
        for (Language language : Language.values()) {
            all.put(language, new RecipientTexts(language));
        }
        return all;
    }
}
