package telltale.web.recipient;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jsoup.nodes.Entities;
import org.jspecify.annotations.Nullable;
import telltale.model.Sha256;
import telltale.model.Topic;

/** The texts of the recipients' pages in one language, loaded from property files. */
final class RecipientTexts {
    private static final Map<Language, RecipientTexts> ALL = all();

    private final Properties texts = new Properties();

    private RecipientTexts(Language language) {
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

    /** The title of a topic as HTML. Its direction does not affect the text around it, and it contains no placeholder. */
    static String title(Topic topic) {
        return "<bdi>" + Entities.escape(topic.title()).replace("{", "&#123;") + "</bdi>";
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
