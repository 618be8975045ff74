package telltale.web.recipient;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jsoup.nodes.Entities;
import org.jspecify.annotations.Nullable;
import telltale.model.PrivacyProfile;
import telltale.model.Sha256;
import telltale.settings.Settings;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code GET /privacy}: the public page that informs recipients about the measurement of their mail (GDPR article 13), from the
 * settings in force. It is the same for everyone.
 */
public final class PrivacyNotice {
    private static final int VERSION_LENGTH = 12;
    private static final Duration MAX_AGE = Duration.ofHours(1);

    private final Facts facts;
    private final Map<Language, RecipientPage> pages = new EnumMap<>(Language.class);
    private final String version;

    /**
     * What the notice states beside its texts.
     *
     * @param profile what is recorded
     * @param retention how long single events are kept
     * @param controller the name and the contact of the controller, or null
     */
    public record Facts(
            PrivacyProfile profile,
            Duration retention,
            @Nullable String controller) {}

    /** The notice of the settings in force. */
    public static PrivacyNotice of(Settings settings) {
        return new PrivacyNotice(new Facts(
                settings.privacy(), settings.retention(), settings.notice().controller()));
    }

    public PrivacyNotice(Facts facts) {
        this.facts = facts;
        String all = Arrays.stream(Language.values()).map(this::content).collect(Collectors.joining());
        this.version = HexFormat.of().formatHex(Sha256.of(all)).substring(0, VERSION_LENGTH);
        for (Language language : Language.values()) {
            pages.put(language, compose(language));
        }
    }

    /** The version of the wording: the beginning of the SHA-256 digest of its text in all languages. */
    public String version() {
        return version;
    }

    /** The page in the language of the request. */
    public Response show(RoutedRequest request) {
        return page(Language.of(request.http())).cached(MAX_AGE);
    }

    /** The page in a language. */
    RecipientPage page(Language language) {
        return Objects.requireNonNull(pages.get(language));
    }

    private RecipientPage compose(Language language) {
        String line = text(language, "version") + ": <code dir=\"ltr\">" + version + "</code>";
        return RecipientPage.notice(language, content(language) + "<p class=\"version\">" + line + "</p>\n");
    }

    private String content(Language language) {
        StringBuilder content = new StringBuilder();
        String controller = facts.controller();
        content.append(section(
                language,
                "who",
                controller == null
                        ? text(language, "who.sender")
                        : "<bdi>" + Entities.escape(controller).replace("{", "&#123;") + "</bdi>"));
        content.append(section(
                language, "what", text(language, "what." + facts.profile().wireName()), text(language, "delivery")));
        if (facts.profile() != PrivacyProfile.NONE) {
            content.append(measurement(language));
        }
        return content.append(section(language, "rights", text(language, "rights.text")))
                .toString();
    }

    /** What is said of any recording: for hygiene, its purpose is in the text about what is recorded. */
    private String measurement(Language language) {
        boolean isPooled = facts.profile() == PrivacyProfile.AGGREGATED;
        String why =
                facts.profile() == PrivacyProfile.HYGIENE ? "" : section(language, "why", text(language, "why.text"));
        String days = Long.toString(facts.retention().toDays());
        String kept = facts.profile().storesEventsOfPersons()
                ? "kept.text"
                : "kept." + facts.profile().wireName();
        return why
                + section(language, "kept", text(language, kept).replace("{{days}}", days))
                + section(
                        language,
                        "object",
                        text(language, isPooled ? "object.aggregated" : "object.text"),
                        text(language, "object.signal"));
    }

    private static String section(Language language, String id, String... paragraphs) {
        String content = Arrays.stream(paragraphs).map(RecipientPage::paragraph).collect(Collectors.joining());
        return RecipientPage.section(id, text(language, id + ".title"), content);
    }

    private static String text(Language language, String name) {
        return RecipientTexts.of(language).get("notice." + name);
    }
}
