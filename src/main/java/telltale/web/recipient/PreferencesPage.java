package telltale.web.recipient;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.ConsentPurpose;
import telltale.model.Suppression;
import telltale.model.Topic;
import telltale.model.TopicSubscription;
import telltale.sending.RecipientPreferences.Choices;

/** The page on which recipients choose which mail they get, and whether opens and clicks are recorded. */
final class PreferencesPage {
    private static final String MAIL = "mail";

    private final RecipientTexts texts;
    private final Choices choices;
    private final String consentPage;

    private PreferencesPage(RecipientTexts texts, Choices choices, String consentPage) {
        this.texts = texts;
        this.choices = choices;
        this.consentPage = consentPage;
    }

    /**
     * The page with a recipient's preferences.
     *
     * @param consent the token of the consent page
     */
    static RecipientPage of(Language language, Choices choices, String consent) {
        PreferencesPage page = new PreferencesPage(
                RecipientTexts.of(language), choices, "../consent/" + consent + "?lang=" + language.tag());
        return RecipientPage.of(language, "preferences.title", page.mail() + page.tracking());
    }

    private String mail() {
        return RecipientPage.section(
                "mail", texts.get("preferences.mail"), RecipientPage.paragraph(bulkText()) + topics() + bulk());
    }

    private String bulkText() {
        Suppression suppression = choices.suppression();
        return texts.get(
                suppression == null
                        ? "bulk.on.text"
                        : suppression.isRevocable() ? "bulk.off.text" : "bulk.stopped.text");
    }

    /** The button by which the recipient refuses all bulk mail, or receives it again, if that is possible. */
    private String bulk() {
        Suppression suppression = choices.suppression();
        if (suppression == null) {
            return button("off", "bulk.off.button", null);
        }
        return suppression.isRevocable() ? button("on", "bulk.on.button", null) : "";
    }

    /** The topics; while no bulk mail is received at all, they cannot be chosen. */
    private String topics() {
        return choices.topics().isEmpty() || choices.suppression() != null
                ? ""
                : choices.topics().stream()
                        .map(this::topic)
                        .collect(Collectors.joining("", "<ul class=\"topics\">\n", "</ul>\n"));
    }

    private String topic(TopicSubscription subscription) {
        Suppression suppression = subscription.suppression();
        Topic topic = subscription.topic();
        String state = suppression == null ? "topic.on" : suppression.isRevocable() ? "topic.off" : "topic.stopped";
        String form = suppression == null
                ? button("off", "topic.off.button", topic)
                : suppression.isRevocable() ? button("on", "topic.on.button", topic) : "";
        return "<li><h3>" + RecipientTexts.title(topic) + "</h3>\n" + RecipientPage.paragraph(texts.get(state)) + form
                + "</li>\n";
    }

    /**
     * A button that posts {@code mail}.
     *
     * @param topic the topic that it concerns, or null for all bulk mail
     */
    private String button(String value, String text, @Nullable Topic topic) {
        String hidden = topic == null ? "" : "<input type=\"hidden\" name=\"topic\" value=\"" + topic.name() + "\">";
        return RecipientPage.form(hidden, MAIL, value, texts.get(text, topic));
    }

    private String tracking() {
        String state = choices.tracked() ? "tracked" : "untracked";
        String form =
                RecipientPage.form("", "tracking", choices.tracked() ? "off" : "on", texts.get(state + ".button"));
        return RecipientPage.section(
                "tracking",
                texts.get(state + ".title"),
                RecipientPage.paragraph(texts.get(state + ".text")) + form + purposes());
    }

    /** The purposes that matter for this recipient; while nothing is recorded at all, they cannot be chosen. */
    private String purposes() {
        return choices.tracked()
                ? Stream.of(ConsentPurpose.values())
                                .filter(this::concernsRecipient)
                                .map(purpose -> ConsentPage.purpose(
                                        texts, purpose, choices.consents().get(purpose)))
                                .collect(Collectors.joining("", "<ul class=\"topics\">\n", "</ul>\n"))
                        + RecipientPage.link(consentPage, texts.get("consent.link"))
                : "";
    }

    private boolean concernsRecipient(ConsentPurpose purpose) {
        return ConsentPurpose.MEASUREMENT.contains(purpose)
                || choices.consents().containsKey(purpose);
    }
}
