package telltale.message;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.message.html.HtmlLimits;
import telltale.message.html.LinkParameters;
import telltale.message.html.NoticeFooter;
import telltale.message.html.Placeholders;
import telltale.message.html.PreparedTemplate;
import telltale.message.html.RecipientLinks;
import telltale.message.html.TextEdit;
import telltale.message.html.TrackedHtml;
import telltale.message.html.Tracking;
import telltale.message.html.UnsubscribeFooter;
import telltale.message.html.UrlPlaceholders;
import telltale.message.mime.EncodedText;
import telltale.message.mime.Envelope;
import telltale.message.source.Obstacle;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.Link;
import telltale.model.MailMessage;
import telltale.model.Mailbox;
import telltale.model.Person;
import telltale.model.PrivacyProfile;
import telltale.model.Topic;

/** Personalizes a message for its recipient: the recipient's links, and as much tracking as the person allows. */
public final class Personalizer {
    public static final String NO_ONE_CLICK =
            "The message has no List-Unsubscribe header, because one-click unsubscribe"
                    + " (RFC 8058) requires a PIXEL_URL that begins with https://.";
    /** The warning about a recipient who has opted out of tracking. */
    public static final String NOT_TRACKED =
            "The recipient has opted out of tracking: the message has no pixel and its links are not tracked.";

    static final String NO_UNSUBSCRIBE_LINK =
            "The message is bulk mail without an unsubscribe link: use {{unsubscribe}} as"
                    + " the address of a link, or set TELLTALE_FOOTER.";
    static final String NO_UNSUBSCRIBE_LINK_IN_TEXT =
            "The text of this bulk mail has no unsubscribe link: use {{unsubscribe}} in text, or set TELLTALE_FOOTER.";
    static final String UNFILLED_FIELD =
            "A URL has a merge field that is not filled in, because the message is not a" + " template: ";

    private final SenderAddresses addresses;
    private final Function<String, Optional<SenderAddresses>> senders;
    private final @Nullable UnsubscribeFooter footer;
    private final @Nullable NoticeFooter notice;
    private final PrivacyProfile privacy;
    private final @Nullable Long pool;

    /**
     * Creates a personalizer that tracks everyone who has not opted out.
     *
     * @param tracking returns the tracking of a delivery
     * @param recipientLinks returns the recipient's links of a delivery
     * @param returnPath names the identifiers by which what comes back is recognized
     * @param footer HTML for each part of bulk mail without an unsubscribe link, or null for none
     */
    public Personalizer(
            Function<DeliveryId, Tracking> tracking,
            Function<DeliveryId, RecipientLinks> recipientLinks,
            ReturnPath returnPath,
            @Nullable String footer) {
        this(
                new SenderAddresses(mail -> tracking.apply(mail.delivery()), recipientLinks, returnPath, ""),
                domain -> Optional.empty(),
                footer,
                null,
                PrivacyProfile.INDIVIDUAL);
    }

    /**
     * Creates a personalizer for senders with addresses of their own.
     *
     * @param addresses those of the other senders
     * @param senders returns the addresses of a sender by the domain of the author, in ASCII
     * @param footer HTML for each part of bulk mail without an unsubscribe link, or null for none
     * @param notice the footer of each mail that is measured, or null for none
     * @param privacy limits what is tracked, whatever a message asks for
     */
    public Personalizer(
            SenderAddresses addresses,
            Function<String, Optional<SenderAddresses>> senders,
            @Nullable String footer,
            @Nullable NoticeFooter notice,
            PrivacyProfile privacy) {
        this(addresses, senders, footer == null ? null : new UnsubscribeFooter(footer), notice, privacy, null);
    }

    private Personalizer(
            SenderAddresses addresses,
            Function<String, Optional<SenderAddresses>> senders,
            @Nullable UnsubscribeFooter footer,
            @Nullable NoticeFooter notice,
            PrivacyProfile privacy,
            @Nullable Long pool) {
        this.addresses = addresses;
        this.senders = senders;
        this.footer = footer;
        this.notice = notice;
        this.privacy = privacy;
        this.pool = pool;
    }

    /** The profile of a message now: its own, or a stricter one of the settings. */
    public PrivacyProfile profile(MessageContent content) {
        return options(content).profile();
    }

    /** The profile of messages that do not restrict it. */
    public PrivacyProfile profile() {
        return privacy;
    }

    private TrackingOptions options(MessageContent content) {
        return content.tracking().under(privacy);
    }

    /** The personalizer of an author's mails, with the addresses that hold for the domain now. */
    public Personalizer of(Mailbox author) {
        return senders.apply(author.address().asciiDomain())
                .map(own -> new Personalizer(own, senders, footer, notice, privacy, pool))
                .orElse(this);
    }

    /** The personalizer of the mails to a pool of recipients, or to none. */
    public Personalizer in(@Nullable Long ofRecipients) {
        return Objects.equals(ofRecipients, pool)
                ? this
                : new Personalizer(addresses, senders, footer, notice, privacy, ofRecipients);
    }

    private Tracking tracking(TrackingOptions options, DeliveryId id, @Nullable String campaign, Person person) {
        return options.of(addresses.tracking(), new TrackedMail(id, options.profile(), campaign, pool), person);
    }

    /**
     * A message personalized for one recipient.
     *
     * @param untracked the HTML before tracking, from which a missing text is derived, or null
     * @param text the plain text, or null if it is to be converted from the HTML
     * @param html the tracked HTML
     * @param unsubscribe the header fields for unsubscribing, or null for none
     * @param complaints the header fields for complaints, or null for none
     * @param warnings warnings for the sender
     * @param edits what the tracking inserted and replaced in the HTML of a mail that another program composed
     */
    public record PersonalizedMessage(
            @Nullable String untracked,
            @Nullable EncodedText text,
            TrackedHtml html,
            @Nullable ListUnsubscribe unsubscribe,
            @Nullable ComplaintFields complaints,
            List<String> warnings,
            List<TextEdit> edits) {
        public PersonalizedMessage {
            edits = List.copyOf(edits);
            warnings = List.copyOf(warnings);
        }

        private PersonalizedMessage with(List<TextEdit> made) {
            return new PersonalizedMessage(untracked, text, html, unsubscribe, complaints, warnings, made);
        }
    }

    /** Personalizes a message with opens and clicks tracked. */
    public PersonalizedMessage personalize(MailMessage mail, Person person, DeliveryId id) {
        return personalize(mail, person, id, TrackingOptions.ALL);
    }

    /** Personalizes a message. */
    public PersonalizedMessage personalize(MailMessage mail, Person person, DeliveryId id, TrackingOptions asked) {
        TrackingOptions options = asked.under(privacy);
        RecipientLinks links = addresses.recipientLinks().apply(id);
        List<String> warnings = new ArrayList<>();
        MailMessage filled = fillIn(withNotice(withFooter(mail, warnings), options), links);
        unfilledField(filled.html()).map(Finding::message).ifPresent(warnings::add);
        TrackedHtml html = TrackedHtml.of(MessageComposer.html(filled), tracking(options, id, mail.campaign(), person));
        return personalized(
                filled.html(),
                filled.text() == null ? null : EncodedText.of(filled.text()),
                html,
                unsubscribe(mail.bulk(), links, id, warnings),
                addresses.returnPath().complaints(id).orElse(null),
                options.warning(person, mail.campaign()),
                warnings);
    }

    /** The findings about a message before it is rendered for its recipients, and before its limits are checked. */
    public List<Finding> findings(MessageContent content) {
        List<Finding> findings = new ArrayList<>();
        if (footer == null) {
            missingLink(content.bulk(), MessageComposer.html(content.html(), content.text()), content.text())
                    .ifPresent(findings::add);
        }
        if (!content.template() && content.html() != null && HtmlLimits.allow(content.html())) {
            unfilledField(content.html()).ifPresent(findings::add);
        }
        return findings;
    }

    private static Optional<Finding> unfilledField(@Nullable String html) {
        return UrlPlaceholders.unfilled(html)
                .map(url -> new Finding("merge-field-unfilled", "html", UNFILLED_FIELD + url));
    }

    /**
     * Prepares HTML that many recipients share.
     *
     * @param html the HTML for one of them
     * @param bulk whether the footer is added if there is no unsubscribe link
     * @param topic the topic that the footer names, or null
     * @param asked the tracking that the sender asks for
     * @param id the delivery to that recipient; the recipient's links of all deliveries have the same form
     * @return empty if each copy must be parsed separately
     */
    public Optional<PreparedTemplate> prepare(
            Placeholders html, boolean bulk, @Nullable Topic topic, TrackingOptions asked, DeliveryId id) {
        if (!addresses.recipientLinks().apply(id).needNoEscaping()) {
            return Optional.empty();
        }
        Optional<PreparedTemplate> template = PreparedTemplate.of(html);
        String marked = html.markedHtml();
        String footed = footer == null || !lacksUnsubscribeLink(bulk, marked) ? marked : footer.addTo(marked, topic);
        String complete = notice(asked)
                .map(line -> line.addTo(footed, line.language(marked), addresses.notice()))
                .orElse(footed);
        return complete.equals(marked)
                ? template
                : template.flatMap(any -> PreparedTemplate.of(new Placeholders(List.of(complete), html.values())));
    }

    /**
     * Personalizes a message from a prepared template, with the same result as without one.
     *
     * @param html the recipient's values for the template
     * @param text the plain text, or null to derive it from the HTML
     */
    public PersonalizedMessage personalize(
            PreparedTemplate template,
            Placeholders html,
            @Nullable String text,
            MessageContent content,
            Person person,
            DeliveryId id) {
        RecipientLinks links = addresses.recipientLinks().apply(id);
        PreparedTemplate.FilledTemplate filled = template.fill(html, links);
        List<String> warnings = new ArrayList<>();
        return personalized(
                null,
                text == null ? filled.text() : EncodedText.of(links.fillIn(footed(text, template, content))),
                filled.tracked(tracking(options(content), id, content.campaign(), person)),
                unsubscribe(content.bulk(), links, id, warnings),
                addresses.returnPath().complaints(id).orElse(null),
                options(content).warning(person, content.campaign()),
                warnings);
    }

    /**
     * Personalizes a mail that another program composed, in which nothing is filled in.
     *
     * @param template its parsed HTML; empty if it cannot be tracked
     */
    public PersonalizedMessage personalizeSource(
            Optional<PreparedTemplate> template, MessageContent content, Person person, DeliveryId id) {
        String html = MessageComposer.html(content.html(), content.text());
        List<TextEdit> edits = new ArrayList<>();
        TrackedHtml tracked = template.map(
                        one -> one.asIs().tracked(tracking(options(content), id, content.campaign(), person), edits))
                .orElseGet(() -> TrackedHtml.unchanged(html));
        List<String> warnings = new ArrayList<>();
        Obstacle obstacle = content.source() == null ? null : content.source().obstacle();
        if (obstacle != null) {
            warnings.add(obstacle.sentence());
        }
        return personalized(
                        html,
                        null,
                        tracked,
                        null,
                        addresses.returnPath().complaints(id).orElse(null),
                        options(content).warning(person, content.campaign()),
                        warnings)
                .with(edits);
    }

    private static PersonalizedMessage personalized(
            @Nullable String untracked,
            @Nullable EncodedText text,
            TrackedHtml html,
            @Nullable ListUnsubscribe unsubscribe,
            @Nullable ComplaintFields complaints,
            Optional<String> untracking,
            List<String> warnings) {
        untracking.ifPresent(warnings::add);
        warnings.addAll(html.warnings());
        return new PersonalizedMessage(untracked, text, html, unsubscribe, complaints, warnings, List.of());
    }

    private @Nullable ListUnsubscribe unsubscribe(
            boolean bulk, RecipientLinks links, DeliveryId id, List<String> warnings) {
        if (!bulk) {
            return null;
        }
        if (!links.supportOneClick()) {
            warnings.add(NO_ONE_CLICK);
            return null;
        }
        return new ListUnsubscribe(links.unsubscribe(), addresses.returnPath().unsubscribe(id));
    }

    /**
     * The envelope of a delivery.
     *
     * @param author the sender of mail without addresses for bounces; null for mail whose bounces no one expects
     * @param firstAttempt when the first attempt to send it began, so that each attempt has the same envelope
     */
    public Envelope envelope(
            DeliveryId id, @Nullable EmailAddress author, EmailAddress recipient, Instant firstAttempt) {
        ReturnPath returnPath = addresses.returnPath();
        EmailAddress sender =
                author == null ? null : returnPath.sender(id, firstAttempt).orElse(author);
        return new Envelope(sender, recipient, returnPath.messageId(id));
    }

    /**
     * The tracked links of a message to a recipient who allows tracking.
     *
     * @param parameters the parameters that links get
     */
    public List<Link> links(MailMessage mail, DeliveryId id, LinkParameters parameters) {
        MailMessage filled = fillIn(
                withFooter(mail, new ArrayList<>()), addresses.recipientLinks().apply(id));
        Tracking clicksOnly = addresses
                .tracking()
                .apply(new TrackedMail(id, PrivacyProfile.INDIVIDUAL, null, null))
                .appending(parameters)
                .limitedTo(false, true);
        return TrackedHtml.of(MessageComposer.html(filled), clicksOnly).links();
    }

    private MailMessage withFooter(MailMessage mail, List<String> warnings) {
        String html = MessageComposer.html(mail);
        String text = mail.text();
        if (footer == null) {
            missingLink(mail.bulk(), html, text).map(Finding::message).ifPresent(warnings::add);
            return mail;
        }
        return with(
                mail,
                lacksUnsubscribeLink(mail.bulk(), html) ? footer.addTo(html, mail.topic()) : mail.html(),
                text == null ? null : withFooter(mail.bulk(), mail.topic(), text));
    }

    /** The footer about the measurement of a message; empty if it is not measured. */
    private Optional<NoticeFooter> notice(TrackingOptions asked) {
        TrackingOptions options = asked.under(privacy);
        return options.measures()
                ? Optional.ofNullable(notice).map(line -> line.under(options.profile()))
                : Optional.empty();
    }

    private MailMessage withNotice(MailMessage mail, TrackingOptions asked) {
        return notice(asked).map(line -> withNotice(mail, line)).orElse(mail);
    }

    private MailMessage withNotice(MailMessage mail, NoticeFooter line) {
        String html = MessageComposer.html(mail);
        String text = mail.text();
        String language = line.language(html);
        return with(
                mail,
                line.addTo(html, language, addresses.notice()),
                text == null ? null : line.addToText(text, language, addresses.notice()));
    }

    private static Optional<Finding> missingLink(boolean bulk, String html, @Nullable String text) {
        if (lacksUnsubscribeLink(bulk, html)) {
            return Optional.of(new Finding("unsubscribe-link-missing", "html", NO_UNSUBSCRIBE_LINK));
        }
        return text != null && lacksUnsubscribeLink(bulk, text)
                ? Optional.of(new Finding("unsubscribe-link-missing", "text", NO_UNSUBSCRIBE_LINK_IN_TEXT))
                : Optional.empty();
    }

    /** A text part of a prepared message with its footers. */
    private String footed(String text, PreparedTemplate template, MessageContent content) {
        String footed = withFooter(content.bulk(), content.topic(), text);
        return notice(content.tracking())
                .map(line -> line.addToText(footed, line.supported(template.language()), addresses.notice()))
                .orElse(footed);
    }

    private String withFooter(boolean bulk, @Nullable Topic topic, String text) {
        return footer == null || !lacksUnsubscribeLink(bulk, text) ? text : footer.addToText(text, topic);
    }

    /** Whether a part of a message needs the footer; the preference link alone is not a way to unsubscribe. */
    private static boolean lacksUnsubscribeLink(boolean bulk, String part) {
        return bulk && !RecipientLinks.hasUnsubscribe(part);
    }

    private static MailMessage fillIn(MailMessage mail, RecipientLinks links) {
        return with(mail, fillIn(mail.html(), links), fillIn(mail.text(), links));
    }

    private static @Nullable String fillIn(@Nullable String text, RecipientLinks links) {
        return text == null ? null : links.fillIn(text);
    }

    private static MailMessage with(MailMessage mail, @Nullable String html, @Nullable String text) {
        return new MailMessage(
                mail.to(), mail.subject(), html, text, mail.campaign(), mail.bulk(), mail.topic(), mail.receipt());
    }
}
