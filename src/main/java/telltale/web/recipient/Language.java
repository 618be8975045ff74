package telltale.web.recipient;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.web.http.HiddenQuery;

/** The languages of the recipients' pages. */
public enum Language {
    ENGLISH("en", "English"),
    GERMAN("de", "Deutsch"),
    FRENCH("fr", "Français"),
    SPANISH("es", "Español"),
    ARABIC("ar", "العربية");

    private static final Pattern QUERY_PARAMETER = Pattern.compile("(?:^|&)lang=([A-Za-z]{2})(?=&|-|$)");

    /** Characters of Accept-Language; a browser sends fewer, and each range costs time. */
    private static final int MAX_HEADER_LENGTH = 1_000;

    private static final List<String> TAGS =
            Arrays.stream(values()).map(Language::tag).toList();

    private final String tag;
    private final String ownName;

    Language(String tag, String ownName) {
        this.tag = tag;
        this.ownName = ownName;
    }

    /** Returns the language given by {@code ?lang=}, otherwise the best match for {@code Accept-Language}. */
    public static Language of(HttpServletRequest request) {
        return choose(
                HiddenQuery.of(request), String.join(",", Collections.list(request.getHeaders("Accept-Language"))));
    }

    /**
     * The language with a tag.
     *
     * @throws IllegalArgumentException naming the tags
     */
    public static Language ofName(String tag) {
        return ofTag(tag)
                .orElseThrow(
                        () -> new IllegalArgumentException("a language must be one of " + String.join(", ", TAGS)));
    }

    static Language choose(@Nullable String query, String accepted) {
        Matcher named = QUERY_PARAMETER.matcher(query == null ? "" : query);
        return (named.find() ? ofTag(named.group(1)) : Optional.<Language>empty()).orElseGet(() -> best(accepted));
    }

    /** The language tag (RFC 5646). */
    String tag() {
        return tag;
    }

    /** The language's name in that language. */
    String ownName() {
        return ownName;
    }

    /** The writing direction, as a value of HTML's {@code dir}. */
    String direction() {
        return this == ARABIC ? "rtl" : "ltr";
    }

    /** Looks up the best language (RFC 4647 section 3.4); English for a header that is malformed or too long. */
    private static Language best(String accepted) {
        return Optional.ofNullable(Locale.lookupTag(ranges(accepted), TAGS))
                .flatMap(Language::ofTag)
                .orElse(ENGLISH);
    }

    private static List<LanguageRange> ranges(String accepted) {
        if (accepted.isBlank() || accepted.length() > MAX_HEADER_LENGTH) {
            return List.of();
        }
        try {
            return LanguageRange.parse(accepted).stream()
                    .filter(range -> range.getWeight() > 0)
                    .toList();
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            // JDK 17 throws the latter for a range that consists of hyphens.
            return List.of();
        }
    }

    /** The tags of all languages. */
    public static List<String> tags() {
        return TAGS;
    }

    /** The language with a tag; empty if there is none. */
    public static Optional<Language> ofTag(String tag) {
        return Arrays.stream(values())
                .filter(language -> language.tag.equals(tag.toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
