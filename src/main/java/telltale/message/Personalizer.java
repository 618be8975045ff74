package telltale.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.message.html.Placeholders;
import telltale.message.html.PreferenceLinks;
import telltale.message.html.PreparedTemplate;
import telltale.message.html.TrackedHtml;
import telltale.message.html.Tracking;
import telltale.message.html.UnsubscribeFooter;
import telltale.message.mime.EncodedText;
import telltale.model.DeliveryId;
import telltale.model.Link;
import telltale.model.MailMessage;
import telltale.model.Person;

/** Fits a sender's mail to its recipient: links to choose by, and as much tracking as that person allows. */
public final class Personalizer {
    static final String NOT_ONE_CLICK = "The mail has no List-Unsubscribe header, because that takes a PIXEL_URL that"
            + " begins with https:// (RFC 8058).";
    /** The warning about a recipient who has withdrawn. */
    public static final String NOT_TRACKED =
            "The recipient does not want to be tracked: the mail has no pixel and plain links.";

    static final String NO_WAY_OUT = "The mail goes to many and says nowhere how to unsubscribe: write {{unsubscribe}}"
            + " where the link shall lead, or set TELLTALE_FOOTER.";

    private final Function<DeliveryId, Tracking> tracking;
    private final Function<DeliveryId, PreferenceLinks> choices;
    private final @Nullable String footer;

    /**
     * @param tracking what is put into the mail of a delivery
     * @param choices where the recipient of a delivery chooses
     * @param footer HTML for bulk mails that have no such link, or null for none
     */
    public Personalizer(
            Function<DeliveryId, Tracking> tracking,
            Function<DeliveryId, PreferenceLinks> choices,
            @Nullable String footer) {
        this.tracking = tracking;
        this.choices = choices;
        this.footer = footer;
    }

    /**
     * A mail as one recipient gets it.
     *
     * @param untracked its HTML, with addresses in place of the placeholders, if there is no text
     * @param text its text, if it is not made from the HTML
     * @param html its HTML, with what is tracked in it
     * @param oneClick what mail programs may unsubscribe by, or null for nothing
     * @param warnings sentences for the sender
     */
    public record Fitted(
            @Nullable String untracked,
            @Nullable EncodedText text,
            TrackedHtml html,
            @Nullable PreferenceLinks oneClick,
            List<String> warnings) {
        public Fitted {
            warnings = List.copyOf(warnings);
        }
    }

    public Fitted fit(MailMessage mail, Person person, DeliveryId id) {
        return fit(mail, person, id, true, true);
    }

    /**
     * The same, where the sender may not want everything tracked.
     *
     * @param opens whether opens are
     * @param clicks whether clicks are
     */
    public Fitted fit(MailMessage mail, Person person, DeliveryId id, boolean opens, boolean clicks) {
        PreferenceLinks links = choices.apply(id);
        List<String> warnings = new ArrayList<>();
        MailMessage filled = filled(withFooter(mail, warnings), links);
        TrackedHtml html = TrackedHtml.of(MessageComposer.html(filled), tracking(person, id, opens, clicks));
        return fitted(
                filled.html(),
                filled.text() == null ? null : EncodedText.of(filled.text()),
                html,
                mail.bulk(),
                links,
                person,
                warnings);
    }

    /**
     * HTML of letters to many, ready for {@link #fit}.
     *
     * @param html to one of them
     * @param bulk whether it needs the footer if it says no way out
     * @param id whose it is; where others choose begins alike
     * @return nothing where each mail has to be read for itself
     */
    public Optional<PreparedTemplate> form(Placeholders html, boolean bulk, DeliveryId id) {
        if (!choices.apply(id).arePlain()) {
            return Optional.empty();
        }
        Optional<PreparedTemplate> form = PreparedTemplate.of(html);
        return footer == null || !lacksWayOut(bulk, html.form())
                ? form
                : form.flatMap(any -> PreparedTemplate.of(
                        new Placeholders(List.of(UnsubscribeFooter.addedTo(html.form(), footer)), html.words())));
    }

    /**
     * The same as without a form, read once for all.
     *
     * @param html what the mail's HTML leaves blank in the form
     * @param text what the mail says beside, or null
     */
    public Fitted fit(
            PreparedTemplate form,
            Placeholders html,
            @Nullable String text,
            MessageContent letter,
            Person person,
            DeliveryId id) {
        PreferenceLinks links = choices.apply(id);
        PreparedTemplate.Filled filled = form.filled(html, links);
        return fitted(
                null,
                text == null ? filled.text() : EncodedText.of(links.in(text)),
                filled.tracked(tracking(person, id, letter.opens(), letter.clicks())),
                letter.bulk(),
                links,
                person,
                new ArrayList<>());
    }

    private Tracking tracking(Person person, DeliveryId id, boolean opens, boolean clicks) {
        return person.tracked() ? tracking.apply(id).only(opens, clicks) : Tracking.NONE;
    }

    private static Fitted fitted(
            @Nullable String untracked,
            @Nullable EncodedText text,
            TrackedHtml html,
            boolean bulk,
            PreferenceLinks links,
            Person person,
            List<String> warnings) {
        boolean oneClick = bulk && links.allowOneClick();
        if (bulk && !oneClick) {
            warnings.add(NOT_ONE_CLICK);
        }
        if (!person.tracked()) {
            warnings.add(NOT_TRACKED);
        }
        warnings.addAll(html.warnings());
        return new Fitted(untracked, text, html, oneClick ? links : null, warnings);
    }

    /** The tracked links of a mail, as somebody gets them who may be tracked. */
    public List<Link> links(MailMessage mail, DeliveryId id) {
        MailMessage filled = filled(withFooter(mail, new ArrayList<>()), choices.apply(id));
        return TrackedHtml.of(MessageComposer.html(filled), tracking.apply(id).only(false, true))
                .links();
    }

    private MailMessage withFooter(MailMessage mail, List<String> warnings) {
        String html = MessageComposer.html(mail);
        if (!lacksWayOut(mail.bulk(), html)) {
            return mail;
        }
        if (footer == null) {
            warnings.add(NO_WAY_OUT);
            return mail;
        }
        return with(mail, UnsubscribeFooter.addedTo(html, footer), mail.text());
    }

    private static boolean lacksWayOut(boolean bulk, String html) {
        return bulk && !PreferenceLinks.areIn(html);
    }

    private static MailMessage filled(MailMessage mail, PreferenceLinks links) {
        return with(mail, filled(mail.html(), links), filled(mail.text(), links));
    }

    private static @Nullable String filled(@Nullable String text, PreferenceLinks links) {
        return text == null ? null : links.in(text);
    }

    private static MailMessage with(MailMessage mail, @Nullable String html, @Nullable String text) {
        return new MailMessage(mail.to(), mail.subject(), html, text, mail.campaign(), mail.bulk());
    }
}
