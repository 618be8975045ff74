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

/** The languages in which Telltale speaks to the recipients of mails. */
public enum Language {
    ENGLISH("en", "English"),
    GERMAN("de", "Deutsch"),
    FRENCH("fr", "Français"),
    SPANISH("es", "Español"),
    ARABIC("ar", "العربية");

    private static final Pattern IN_QUERY = Pattern.compile("(?:^|&)lang=([A-Za-z]{2})(?=&|-|$)");

    /** A range and its weight (RFC 9110 sections 12.4.2 and 12.5.4); of a tag the language itself is enough. */
    private static final Pattern RANGE = Pattern.compile(
            "\\s*([A-Za-z]{1,8}|\\*)(?:-[A-Za-z0-9-]*)?\\s*(?:;\\s*[Qq]=([01](?:\\.[0-9]{0,3})?))?\\s*");

    private final String tag;
    private final String ownName;

    private record Wish(String tag, double weight) {}

    Language(String tag, String ownName) {
        this.tag = tag;
        this.ownName = ownName;
    }

    /** The one that {@code ?lang=} names, or else the best that the client accepts. */
    public static Language of(HttpServletRequest request) {
        return choose(
                HiddenQuery.of(request), String.join(",", Collections.list(request.getHeaders("Accept-Language"))));
    }

    static Language choose(@Nullable String query, String accepted) {
        Matcher named = IN_QUERY.matcher(query == null ? "" : query);
        return (named.find() ? ofTag(named.group(1)) : Optional.<Language>empty()).orElseGet(() -> best(accepted));
    }

    /** The language tag (RFC 5646). */
    String tag() {
        return tag;
    }

    /** Its name as those say it who speak it. */
    String ownName() {
        return ownName;
    }

    /** Which way it is written, as HTML says that. */
    String direction() {
        return this == ARABIC ? "rtl" : "ltr";
    }

    private static Language best(String accepted) {
        List<Wish> wishes = Arrays.stream(accepted.split(",", -1))
                .map(RANGE::matcher)
                .filter(Matcher::matches)
                .map(range -> new Wish(range.group(1), weight(range.group(2))))
                .filter(wish -> wish.weight() > 0)
                .sorted(Comparator.comparingDouble(Wish::weight).reversed())
                .toList();
        return wishes.stream()
                .flatMap(wish -> (wish.tag().equals("*") ? Optional.of(ENGLISH) : ofTag(wish.tag())).stream())
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
