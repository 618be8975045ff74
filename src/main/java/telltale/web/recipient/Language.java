package telltale.web.recipient;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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

    /** A range and its weight (RFC 9110 sections 12.4.2 and 12.5.4); only the language subtag is used. */
    private static final Pattern LANGUAGE_RANGE = Pattern.compile(
            "\\s*([A-Za-z]{1,8}|\\*)(?:-[A-Za-z0-9-]*)?\\s*(?:;\\s*[Qq]=([01](?:\\.[0-9]{0,3})?))?\\s*");

    private final String tag;
    private final String ownName;

    private record Preference(String tag, double weight) {}

    Language(String tag, String ownName) {
        this.tag = tag;
        this.ownName = ownName;
    }

    /** Returns the language given by {@code ?lang=}, otherwise the best match for {@code Accept-Language}. */
    public static Language of(HttpServletRequest request) {
        return choose(
                HiddenQuery.of(request), String.join(",", Collections.list(request.getHeaders("Accept-Language"))));
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

    private static Language best(String accepted) {
        List<Preference> preferences = Arrays.stream(accepted.split(",", -1))
                .map(LANGUAGE_RANGE::matcher)
                .filter(Matcher::matches)
                .map(range -> new Preference(range.group(1), weight(range.group(2))))
                .filter(preference -> preference.weight() > 0)
                .sorted(Comparator.comparingDouble(Preference::weight).reversed())
                .toList();
        return preferences.stream()
                .flatMap(preference ->
                        (preference.tag().equals("*") ? Optional.of(ENGLISH) : ofTag(preference.tag())).stream())
                .findFirst()
                .orElse(ENGLISH);
    }

    private static double weight(@Nullable String q) {
        return q == null ? 1 : Math.min(1, Double.parseDouble(q));
    }

    private static Optional<Language> ofTag(String tag) {
        return Arrays.stream(values())
                .filter(language -> language.tag.equals(tag.toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
