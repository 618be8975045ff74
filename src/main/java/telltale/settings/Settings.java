package telltale.settings;

import static telltale.settings.Setting.PIXEL_IMAGE;
import static telltale.settings.Setting.PIXEL_SIZE;
import static telltale.settings.Setting.PIXEL_URL;
import static telltale.settings.Setting.TELLTALE_ADDRESS;
import static telltale.settings.Setting.TELLTALE_DNS;
import static telltale.settings.Setting.TELLTALE_FOOTER;
import static telltale.settings.Setting.TELLTALE_POOL_NOISE;
import static telltale.settings.Setting.TELLTALE_POOL_SIZE;
import static telltale.settings.Setting.TELLTALE_PORT;
import static telltale.settings.Setting.TELLTALE_PRIVACY;
import static telltale.settings.Setting.TELLTALE_REALM;
import static telltale.settings.Setting.TELLTALE_RETENTION;
import static telltale.settings.Setting.TELLTALE_SECRET;
import static telltale.settings.Setting.TELLTALE_SPOOL;
import static telltale.settings.Setting.TELLTALE_TRACK_KEY;
import static telltale.settings.Setting.TELLTALE_TRUSTED_PROXIES;
import static telltale.settings.Setting.TELLTALE_URL;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.BounceAddress;
import telltale.model.EmailAddress;
import telltale.model.Host;
import telltale.model.Mailbox;
import telltale.model.Pooling;
import telltale.model.PrivacyProfile;
import telltale.model.WireConstant;

/**
 * All settings, validated.
 *
 * @param smtp the mail server, null if none is set
 * @param clearTextAllowed whether a container's mail session may work without TLS
 * @param ehloName the name in EHLO, null for that of this machine
 * @param from the default sender, null if none is set
 * @param dkim the settings of DKIM signatures, null for none
 * @param senderFields the header fields that are added to mail
 * @param defaultTo the recipient of {@code /track} if the request names none, or null
 * @param notifyAddress the address notified when a person first opens a message, or null
 * @param bounces where reports about mail are sent, null for the sender of each mail
 * @param pixelUrl the public URL of the pixel, null if none is set
 * @param pixelImage a custom image, null for the invisible one
 * @param pixelSize the size of the custom image in messages, null for its natural size
 * @param footer HTML appended to bulk messages without an unsubscribe link, null for none
 * @param privacy limits the recording of opens and clicks
 * @param notice how recipients and authorities are informed about that
 * @param pooling how recipients share pixels under the profile {@code aggregated}
 * @param outbox the limits of submission and the sending rates
 * @param servers the mail servers beside the first
 * @param inbound the settings of mail that comes back
 * @param submission where other programs submit mail by SMTP, or null for nowhere
 * @param home the folder that Telltale writes to, absolute; it need not exist yet
 * @param spool the folder of events that are not yet in the database
 * @param replicatedLog where hits are stored before they are answered, or null for the spool
 * @param retention how long events are kept
 * @param minimization what is stored of their clients
 * @param access the limits of access to the API
 * @param secret the secret that signs tokens, null for the one in the home folder
 * @param trackKey whether the send-only key is accepted
 * @param url the public URL of the dashboard, null if none is set
 * @param realm whether users of the container's realm may sign in
 * @param sessions how long sessions last
 * @param oidc the settings of signing in by OpenID Connect, null for none
 * @param dns whether and through which name server the DNS is used
 * @param webhooks which endpoints of webhooks are permitted
 * @param trustedProxies the proxies whose forwarding headers are trusted
 * @param address the address that the launcher listens on
 * @param port the port that the launcher listens on, 0 for any free one
 * @param effective every setting in effect, masked
 * @param warnings sentences about settings that work but are probably unintended
 */
public record Settings(
        @Nullable SmtpServer smtp,
        boolean clearTextAllowed,
        @Nullable String ehloName,
        @Nullable Mailbox from,
        @Nullable DkimSettings dkim,
        SenderFieldSettings senderFields,
        @Nullable EmailAddress defaultTo,
        @Nullable EmailAddress notifyAddress,
        @Nullable BounceAddress bounces,
        @Nullable PixelUrl pixelUrl,
        @Nullable Path pixelImage,
        @Nullable PixelSize pixelSize,
        @Nullable String footer,
        PrivacyProfile privacy,
        NoticeSettings notice,
        Pooling pooling,
        OutboxSettings outbox,
        ServersSettings servers,
        InboundSettings inbound,
        @Nullable SubmissionSettings submission,
        Path home,
        DatabaseSettings database,
        Path spool,
        @Nullable ReplicatedLogSettings replicatedLog,
        Duration retention,
        MinimizationSettings minimization,
        AccessSettings access,
        @Nullable Secret secret,
        boolean trackKey,
        @Nullable DashboardUrl url,
        boolean realm,
        SessionSettings sessions,
        @Nullable OidcSettings oidc,
        DnsSettings dns,
        WebhookSettings webhooks,
        TrustedProxies trustedProxies,
        LogSettings log,
        String address,
        int port,
        List<EffectiveSetting> effective,
        List<String> warnings) {
    public Settings {
        effective = List.copyOf(effective);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads every setting from the source of highest precedence that contains it.
     *
     * @throws InvalidSettingsException with all problems
     */
    public static Settings load(Sources sources) {
        Home home = Home.find(sources);
        SettingsReader reader = new SettingsReader(sources.with(home.folder()));
        home.note(reader);
        DkimSettings dkim = DkimSettings.read(reader);
        MailSettings mail = MailSettings.read(reader, dkim);
        OutboxSettings outbox = OutboxSettings.read(reader, mail.smtp());
        SenderFieldSettings senderFields = SenderFieldSettings.read(reader, mail.from(), outbox, dkim);
        ServersSettings servers = ServersSettings.read(reader, mail, outbox);
        InboundSettings inbound = InboundSettings.read(reader, mail.smtp());
        SubmissionSettings submission = SubmissionSettings.read(reader);
        PixelUrl pixelUrl = reader.optional(PIXEL_URL, PixelUrl::parse);
        Path image = reader.optional(PIXEL_IMAGE, Parsers::path);
        PixelSize size = reader.optional(PIXEL_SIZE, PixelSize::parse);
        String footer = reader.orDefault(TELLTALE_FOOTER, Parsers::footer);
        PrivacyProfile privacy =
                reader.orDefault(TELLTALE_PRIVACY, text -> WireConstant.of(PrivacyProfile.class, text));
        NoticeSettings notice = NoticeSettings.read(reader);
        Pooling pooling = new Pooling(
                reader.orDefault(TELLTALE_POOL_SIZE, Parsers.between(Pooling.MIN_SIZE, Pooling.MAX_SIZE)),
                reader.orDefault(TELLTALE_POOL_NOISE, Parsers.between(0, Pooling.MAX_NOISE)));
        DatabaseSettings database = DatabaseReader.read(reader, home.folder(), sources.resources());
        Path spool = reader.optional(TELLTALE_SPOOL, Parsers::path);
        ReplicatedLogSettings replicatedLog = ReplicatedLogSettings.read(reader);
        int days = reader.orDefault(TELLTALE_RETENTION, Parsers::days);
        MinimizationSettings minimization = MinimizationSettings.read(reader);
        AccessSettings access = AccessSettings.read(reader);
        Secret secret = reader.optional(TELLTALE_SECRET, Parsers::secret);
        boolean trackKey = reader.orDefault(TELLTALE_TRACK_KEY, Parsers::onOrOff);
        DashboardUrl url = dashboardUrl(reader);
        boolean realm = reader.orDefault(TELLTALE_REALM, Parsers::onOrOff);
        SessionSettings sessions = SessionSettings.read(reader);
        OidcSettings oidc = OidcSettings.read(reader);
        DnsSettings dns = reader.orDefault(TELLTALE_DNS, DnsSettings::parse);
        WebhookSettings webhooks = WebhookSettings.read(reader);
        TrustedProxies proxies = trustedProxies(reader);
        LogSettings log = LogSettings.read(reader);
        String address = reader.orDefault(TELLTALE_ADDRESS, Host::parse);
        int port = reader.orDefault(TELLTALE_PORT, Parsers::portOrZero);
        if (image == null) {
            reader.warnNoEffect(PIXEL_SIZE, "it requires PIXEL_IMAGE, which is not set");
        }
        if (pixelUrl != null) {
            warnAboutReach(reader, pixelUrl, mail.smtp());
        }
        reader.finish();
        return new Settings(
                mail.smtp(),
                mail.clearTextAllowed(),
                mail.ehloName(),
                mail.from(),
                dkim,
                senderFields,
                mail.defaultTo(),
                mail.notifyAddress(),
                mail.bounces(),
                pixelUrl,
                image,
                size,
                footer.isEmpty() ? null : footer,
                privacy,
                notice,
                pooling,
                outbox,
                servers,
                inbound,
                submission,
                home.folder(),
                database,
                spool == null ? home.folder().resolve("spool") : spool,
                replicatedLog,
                Duration.ofDays(days),
                minimization,
                access,
                secret,
                trackKey,
                url,
                realm,
                sessions,
                oidc,
                dns,
                webhooks,
                proxies,
                log,
                address,
                port,
                reader.effective(),
                reader.warnings());
    }

    private static @Nullable DashboardUrl dashboardUrl(SettingsReader reader) {
        DashboardUrl url = reader.optional(TELLTALE_URL, DashboardUrl::parse);
        if (url != null && url.isCleartext()) {
            reader.warn("TELLTALE_URL begins with http://: keys, passwords and session cookies cross the network in"
                    + " clear text. Use https://.");
        }
        return url;
    }

    private static TrustedProxies trustedProxies(SettingsReader reader) {
        TrustedProxies proxies = reader.optional(TELLTALE_TRUSTED_PROXIES, TrustedProxies::parse);
        if (proxies == null) {
            return TrustedProxies.NONE;
        }
        if (proxies.includesEveryAddress()) {
            reader.warn("TELLTALE_TRUSTED_PROXIES includes every address (/0): any client can forge the address of a"
                    + " hit. List only your own proxies.");
        }
        return proxies;
    }

    private static void warnAboutReach(SettingsReader reader, PixelUrl pixelUrl, @Nullable SmtpServer smtp) {
        if (pixelUrl.host().isPublic() && !pixelUrl.isEncrypted()) {
            reader.warn("PIXEL_URL begins with http:// on a public host: everyone on the network path can see who opens"
                    + " what, and some mail clients do not load such images. Use https://.");
        }
        if (pixelUrl.host().isLoopback() && smtp != null && !new Host(smtp.host()).isLoopback()) {
            reader.warn("PIXEL_URL points to this machine while mail is sent through " + smtp.host()
                    + ": no other machine can load the pixel. Set PIXEL_URL to an address that recipients can reach.");
        }
    }

    /** Shows the masked values of {@link #effective()}. */
    @Override
    public String toString() {
        return "Settings" + effective;
    }
}
