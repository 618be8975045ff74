package telltale.web.recipient;

import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.Consent;
import telltale.model.ConsentPurpose;
import telltale.model.ConsentRequest;
import telltale.sending.RecipientConsents.Standing;

/** The page on which a recipient consents to purposes, refuses, and withdraws. */
final class ConsentPage {
    /** The version of the texts, which the ledger records; to be increased when what a person consents to changes. */
    private static final String VERSION = "consent-page-1";

    private final Language language;
    private final RecipientTexts texts;
    private final Standing standing;

    /** What the page says about the form that was sent. */
    enum Notice {
        NONE,
        RECORDED,
        NOTHING_TICKED,
        OUTDATED;

        boolean isError() {
            return this == NOTHING_TICKED || this == OUTDATED;
        }
    }

    private ConsentPage(Language language, Standing standing) {
        this.language = language;
        this.texts = RecipientTexts.of(language);
        this.standing = standing;
    }

    /** The version of the text that the page shows. */
    static String wording(Language language, Standing standing) {
        ConsentRequest request = standing.request();
        String own = request == null || request.wording() == null ? "" : request.wording() + ", ";
        return own + VERSION + " " + language.tag();
    }

    /**
     * The page.
     *
     * @param shownAt when it is shown, which is part of the proof of a consent
     * @param preferences the token of the preference page
     */
    static RecipientPage of(Language language, Standing standing, Notice notice, Instant shownAt, String preferences) {
        ConsentPage page = new ConsentPage(language, standing);
        String content = page.notice(notice)
                + page.texts.request(standing.request())
                + (standing.tracked() ? page.open(shownAt) + page.given() : page.optedOut())
                + page.link(preferences);
        return RecipientPage.of(language, "consent.title", content);
    }

    private String notice(Notice notice) {
        return switch (notice) {
            case NONE -> "";
            case RECORDED -> "<p class=\"notice\" role=\"status\">" + texts.get("consent.recorded") + "</p>\n";
            case NOTHING_TICKED -> alert("consent.nothing-ticked");
            case OUTDATED -> alert("consent.outdated");
        };
    }

    private String alert(String name) {
        return "<p class=\"notice\" role=\"alert\">" + texts.get(name) + "</p>\n";
    }

    private String optedOut() {
        return RecipientPage.paragraph(texts.get("consent.opted-out"));
    }

    /** The form with the purposes that the recipient has not consented to. Both buttons look the same. */
    private String open(Instant shownAt) {
        if (standing.open().isEmpty()) {
            return "";
        }
        String purposes = standing.open().stream().map(this::choice).collect(Collectors.joining());
        return """
                <form method="post">
                <input type="hidden" name="shown" value="%d">
                <input type="hidden" name="wording" value="%s">
                <fieldset><legend>%s</legend>
                %s</fieldset>
                <p class="soft">%s</p>
                <div class="actions"><button name="decision" value="give">%s</button>
                <button name="decision" value="refuse">%s</button></div></form>
                """.formatted(
                        shownAt.toEpochMilli(),
                        RecipientTexts.literal(wording(language, standing)),
                        texts.get("consent.legend"),
                        purposes,
                        texts.get("consent.proof"),
                        texts.get("consent.give.button"),
                        texts.get("consent.refuse.button"));
    }

    private String choice(ConsentPurpose purpose) {
        Consent before = standing.inForce().get(purpose);
        String state = before == null ? "" : "<p class=\"soft\">" + texts.decision(before) + "</p>\n";
        return """
                <div class="choice"><input type="checkbox" id="%1$s" name="%1$s" value="on" aria-describedby="%1$s-text">
                <div><label for="%1$s">%2$s</label>
                <p id="%1$s-text">%3$s</p>
                %4$s</div></div>
                """.formatted(purpose.wireName(), texts.name(purpose), texts.recorded(purpose), state);
    }

    private String given() {
        if (standing.given().isEmpty()) {
            return "";
        }
        String purposes = standing.given().stream()
                .map(purpose -> purpose(texts, purpose, standing.inForce().get(purpose)))
                .collect(Collectors.joining("", "<ul class=\"topics\">\n", "</ul>\n"));
        return RecipientPage.section("agreed", texts.get("consent.agreed"), purposes);
    }

    /**
     * A purpose with its state, and the button that refuses or withdraws it, if the recipient has not done so.
     *
     * @param decision the decision in force, or null
     */
    static String purpose(RecipientTexts texts, ConsentPurpose purpose, @Nullable Consent decision) {
        String button = decision == null
                ? "consent.object.button"
                : switch (decision.decision()) {
                    case GIVEN -> "consent.withdraw.button";
                    case REFUSED, WITHDRAWN -> null;
                };
        return "<li><h3>" + texts.name(purpose) + "</h3>\n"
                + RecipientPage.paragraph(texts.recorded(purpose))
                + RecipientPage.paragraph(texts.decision(decision))
                + (button == null
                        ? ""
                        : RecipientPage.form(
                                "",
                                "withdraw",
                                purpose.wireName(),
                                texts.get(button).replace("{{purpose}}", texts.name(purpose))))
                + "</li>\n";
    }

    private String link(String preferences) {
        return RecipientPage.link(
                "../preferences/" + preferences + "?lang=" + language.tag(), texts.get("preferences.title"));
    }
}
