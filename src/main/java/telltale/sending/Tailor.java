package telltale.sending;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.mail.Blanks;
import telltale.mail.ChoiceLinks;
import telltale.mail.Composer;
import telltale.mail.Footer;
import telltale.mail.FormLetter;
import telltale.mail.TrackedHtml;
import telltale.mail.Tracking;
import telltale.mail.Wording;
import telltale.model.DeliveryId;
import telltale.model.Link;
import telltale.model.Mail;
import telltale.model.Person;

/** Fits a sender's mail to its recipient: links to choose by, and as much tracking as that person allows. */
public final class Tailor {
    static final String NOT_ONE_CLICK = "The mail has no List-Unsubscribe header, because that takes a PIXEL_URL that"
            + " begins with https:// (RFC 8058).";
    /** The warning about a recipient who has withdrawn. */
    public static final String NOT_TRACKED =
            "The recipient does not want to be tracked: the mail has no pixel and plain links.";

    static final String NO_WAY_OUT = "The mail goes to many and says nowhere how to unsubscribe: write {{unsubscribe}}"
            + " where the link shall lead, or set TELLTALE_FOOTER.";

    private final Function<DeliveryId, Tracking> tracking;
    private final Function<DeliveryId, ChoiceLinks> choices;
    private final @Nullable String footer;

    /**
     * @param tracking what is put into the mail of a delivery
     * @param choices where the recipient of a delivery chooses
     * @param footer HTML for bulk mails that have no such link, or null for none
     */
    public Tailor(
            Function<DeliveryId, Tracking> tracking,
            Function<DeliveryId, ChoiceLinks> choices,
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
            @Nullable Wording text,
            TrackedHtml html,
            @Nullable ChoiceLinks oneClick,
            List<String> warnings) {
        public Fitted {
            warnings = List.copyOf(warnings);
        }
    }

    public Fitted fit(Mail mail, Person person, DeliveryId id) {
        return fit(mail, person, id, true, true);
    }

    /**
     * The same, where the sender may not want everything tracked.
     *
     * @param opens whether opens are
     * @param clicks whether clicks are
     */
    Fitted fit(Mail mail, Person person, DeliveryId id, boolean opens, boolean clicks) {
        ChoiceLinks links = choices.apply(id);
        List<String> warnings = new ArrayList<>();
        Mail filled = filled(withFooter(mail, warnings), links);
        TrackedHtml html = TrackedHtml.of(Composer.html(filled), tracking(person, id, opens, clicks));
        return fitted(
                filled.html(),
                filled.text() == null ? null : Wording.of(filled.text()),
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
    Optional<FormLetter> form(Blanks html, boolean bulk, DeliveryId id) {
        if (!choices.apply(id).arePlain()) {
            return Optional.empty();
        }
        Optional<FormLetter> form = FormLetter.of(html);
        return footer == null || !lacksWayOut(bulk, html.form())
                ? form
                : form.flatMap(any ->
                        FormLetter.of(new Blanks(List.of(Footer.addedTo(html.form(), footer)), html.words())));
    }

    /**
     * The same as without a form, read once for all.
     *
     * @param html what the mail's HTML leaves blank in the form
     * @param text what the mail says beside, or null
     */
    Fitted fit(FormLetter form, Blanks html, @Nullable String text, Letter letter, Person person, DeliveryId id) {
        ChoiceLinks links = choices.apply(id);
        FormLetter.Filled filled = form.filled(html, links);
        return fitted(
                null,
                text == null ? filled.text() : Wording.of(links.in(text)),
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
            @Nullable Wording text,
            TrackedHtml html,
            boolean bulk,
            ChoiceLinks links,
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
    List<Link> links(Mail mail, DeliveryId id) {
        Mail filled = filled(withFooter(mail, new ArrayList<>()), choices.apply(id));
        return TrackedHtml.of(Composer.html(filled), tracking.apply(id).only(false, true))
                .links();
    }

    private Mail withFooter(Mail mail, List<String> warnings) {
        String html = Composer.html(mail);
        if (!lacksWayOut(mail.bulk(), html)) {
            return mail;
        }
        if (footer == null) {
            warnings.add(NO_WAY_OUT);
            return mail;
        }
        return with(mail, Footer.addedTo(html, footer), mail.text());
    }

    private static boolean lacksWayOut(boolean bulk, String html) {
        return bulk && !ChoiceLinks.areIn(html);
    }

    private static Mail filled(Mail mail, ChoiceLinks links) {
        return with(mail, filled(mail.html(), links), filled(mail.text(), links));
    }

    private static @Nullable String filled(@Nullable String text, ChoiceLinks links) {
        return text == null ? null : links.in(text);
    }

    private static Mail with(Mail mail, @Nullable String html, @Nullable String text) {
        return new Mail(mail.to(), mail.subject(), html, text, mail.campaign(), mail.bulk());
    }
}
