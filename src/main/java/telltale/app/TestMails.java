package telltale.app;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.app.OutgoingMail.Ready;
import telltale.doctor.delivery.TestMailer;
import telltale.judging.ConsumerDomains;
import telltale.message.MergedMessage;
import telltale.message.MessageComposer;
import telltale.message.MessageContent;
import telltale.message.Personalizer;
import telltale.message.Personalizer.PersonalizedMessage;
import telltale.message.PreparedMessage;
import telltale.message.Recipient;
import telltale.message.SenderFields;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.BounceAddress;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.Mailbox;
import telltale.settings.InboundSettings;
import telltale.settings.Settings;
import telltale.store.Persons;
import telltale.token.MessageIds;
import telltale.token.ReturnTokens;

/** The mails of the self-test: bulk mail of the default sender to this installation itself. */
final class TestMails implements TestMailer {
    private static final String SUBJECT = "Self-test of Telltale";
    private static final String HTML = "<p>This mail was sent by the self-test of Telltale, and can be deleted.</p>"
            + "<p><a href=\"%s/\">A tracked link</a>, <a href=\"{{unsubscribe}}\">an unsubscribe link</a></p>";
    /** Random octets in an address that does not exist. */
    private static final int RANDOM_OCTETS = 10;

    private final Ready mail;
    private final Settings settings;
    private final Personalizer personalizer;
    private final ReturnTokens returnTokens;
    private final MessageIds messageIds;
    private final Persons persons;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    private TestMails(Ready mail, Settings settings, Personalizer personalizer, RecordingParts recording, Clock clock) {
        this.mail = mail;
        this.settings = settings;
        this.personalizer = personalizer;
        this.returnTokens = recording.returnTokens;
        this.messageIds = recording.messageIds;
        this.persons = recording.store.persons();
        this.clock = clock;
    }

    /** The mails of a configuration, null if no mail can be sent. */
    static @Nullable TestMails of(
            OutgoingMail outgoing,
            Settings settings,
            @Nullable Personalizer personalizer,
            RecordingParts recording,
            Clock clock) {
        return outgoing instanceof Ready ready && personalizer != null
                ? new TestMails(ready, settings, personalizer, recording, clock)
                : null;
    }

    @Override
    public List<Server> servers() {
        return mail.servers().stream()
                .filter(this::sendsDefault)
                .map(server -> new Server(server.configured().name(), server.sender()))
                .toList();
    }

    @Override
    public List<String> otherServers() {
        return mail.servers().stream()
                .filter(server -> !sendsDefault(server))
                .map(server -> server.configured().name())
                .toList();
    }

    private boolean sendsDefault(Ready.Server server) {
        return server.configured().scope().includes(fromDomain(), null);
    }

    @Override
    public String fromDomain() {
        return mail.from().address().asciiDomain();
    }

    @Override
    public String base() {
        return mail.pixelUrl().base();
    }

    @Override
    public EmailAddress ownAddress(DeliveryId delivery) {
        BounceAddress bounces = settings.bounces();
        return bounces == null
                ? mail.from().address()
                : bounces.with(returnTokens.forReports(delivery, clock.instant()));
    }

    /** The listener accepts signed addresses alone. */
    @Override
    public boolean isReadBack() {
        InboundSettings inbound = settings.inbound();
        return !inbound.mailboxes().isEmpty() || (inbound.listener() != null && settings.bounces() != null);
    }

    /** Nobody's mailbox has such a name, and a provider that is open to anyone is not one's own. */
    @Override
    public Optional<EmailAddress> invalidAddress() {
        byte[] name = new byte[RANDOM_OCTETS];
        random.nextBytes(name);
        return Optional.ofNullable(settings.bounces())
                .map(BounceAddress::domain)
                .filter(domain -> !ConsumerDomains.builtIn().contains(domain))
                .map(domain ->
                        new EmailAddress("telltale-test-" + HexFormat.of().formatHex(name), domain));
    }

    @Override
    public ComposedMessage compose(DeliveryId delivery, EmailAddress to) {
        MergedMessage merged =
                PreparedMessage.of(content(delivery)).merge(new Recipient(new Mailbox("", to), Map.of()));
        PersonalizedMessage personalized = personalizer.personalize(
                merged.toMail(),
                persons.person(to).measured(),
                delivery,
                merged.message().content().tracking());
        Envelope envelope = personalizer.envelope(delivery, mail.from().address(), to, clock.instant());
        return MessageComposer.compose(
                merged.copy(envelope, personalized), delivery, delivery.createdAt(), personalized.html());
    }

    /** In a mailbox without signed addresses, a field that reports have as well says which test the mail is of. */
    private MessageContent content(DeliveryId delivery) {
        HeaderField own =
                new HeaderField("X-Original-Message-ID", "<" + messageIds.of(delivery) + "@" + fromDomain() + ">");
        MessageContent content = new MessageContent(
                mail.from(),
                List.of(),
                null,
                List.of(),
                SUBJECT,
                HTML.formatted(base()),
                null,
                List.of(own),
                List.of(),
                null,
                true,
                Map.of(),
                true,
                true,
                false);
        return new SenderFields(
                        settings.senderFields().headers(),
                        settings.senderFields().feedbackId(),
                        settings.privacy())
                .addTo(content);
    }
}
