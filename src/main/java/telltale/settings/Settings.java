package telltale.settings;

import static telltale.settings.Setting.PIXEL_IMAGE;
import static telltale.settings.Setting.PIXEL_SIZE;
import static telltale.settings.Setting.PIXEL_URL;
import static telltale.settings.Setting.TELLTALE_ADDRESS;
import static telltale.settings.Setting.TELLTALE_DNS;
import static telltale.settings.Setting.TELLTALE_FOOTER;
import static telltale.settings.Setting.TELLTALE_PORT;
import static telltale.settings.Setting.TELLTALE_RETENTION;
import static telltale.settings.Setting.TELLTALE_SECRET;
import static telltale.settings.Setting.TELLTALE_SPOOL;
import static telltale.settings.Setting.TELLTALE_TRACK_KEY;
import static telltale.settings.Setting.TELLTALE_TRUSTED_PROXIES;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.Mailbox;

/**
 * Everything that the owner decided, checked.
 *
 * @param smtp null when nothing says where to send mail
 * @param clearTextAllowed whether a container's mail session may do without TLS, too
 * @param from null when nothing says who writes
 * @param dkim how mail is signed, null when it is not
 * @param defaultTo whom {@code /track} writes to when nobody is named, null for nobody
 * @param toTell who is told when a person first saw a mail, null for nobody
 * @param pixelUrl null when nothing says how recipients reach this server
 * @param pixelImage the owner's own image, null for the invisible one
 * @param pixelSize null for the image's own
 * @param footer HTML for bulk mails that say nowhere how to unsubscribe, null for none
 * @param outbox how mail is taken on and how fast it leaves
 * @param home the folder that Telltale writes to, absolute; it need not exist yet
 * @param spool the folder where events wait until the database has them
 * @param retention how long events are kept
 * @param secret what signs tokens, null for the one in the home
 * @param trackKey whether the key that can only send is taken
 * @param dns whether the DNS is asked who runs recipients' mail servers
 * @param trustedProxies who is believed about the address of a client
 * @param address where the launcher listens
 * @param port where the launcher listens, 0 for any free one
 * @param used every setting in effect, masked
 * @param warnings sentences about what works but was hardly meant so
 */
public record Settings(
        @Nullable SmtpServer smtp,
        boolean clearTextAllowed,
        @Nullable Mailbox from,
        @Nullable DkimSettings dkim,
        @Nullable EmailAddress defaultTo,
        @Nullable EmailAddress toTell,
        @Nullable PixelUrl pixelUrl,
        @Nullable Path pixelImage,
        @Nullable PixelSize pixelSize,
        @Nullable String footer,
        OutboxSettings outbox,
        Path home,
        DatabaseSettings database,
        Path spool,
        Duration retention,
        @Nullable Secret secret,
        boolean trackKey,
        boolean dns,
        TrustedProxies trustedProxies,
        LogSettings log,
        String address,
        int port,
        List<EffectiveSetting> used,
        List<String> warnings) {
    public Settings {
        used = List.copyOf(used);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads every setting from the strongest source that states it.
     *
     * @throws InvalidSettingsException with everything that is wrong
     */
    public static Settings load(Sources sources) {
        Home home = Home.find(sources);
        SettingsReader reading = new SettingsReader(sources.with(home.folder()));
        home.note(reading);
        MailSettings mail = MailSettings.read(reading);
        DkimSettings dkim = DkimSettings.read(reading);
        OutboxSettings outbox = OutboxSettings.read(reading, mail.smtp());
        PixelUrl pixelUrl = reading.maybe(PIXEL_URL, PixelUrl::parse);
        Path image = reading.maybe(PIXEL_IMAGE, Parsers::path);
        PixelSize size = reading.maybe(PIXEL_SIZE, PixelSize::parse);
        String footer = reading.always(TELLTALE_FOOTER, Parsers::footer);
        DatabaseSettings database = DatabaseReader.read(reading, home.folder(), sources.resources());
        Path spool = reading.maybe(TELLTALE_SPOOL, Parsers::path);
        int days = reading.always(TELLTALE_RETENTION, Parsers::days);
        Secret secret = reading.maybe(TELLTALE_SECRET, Parsers::secret);
        boolean trackKey = reading.always(TELLTALE_TRACK_KEY, Parsers::onOrOff);
        boolean dns = reading.always(TELLTALE_DNS, Parsers::onOrOff);
        TrustedProxies proxies = trustedProxies(reading);
        LogSettings log = LogSettings.read(reading);
        String address = reading.always(TELLTALE_ADDRESS, Host::parse);
        int port = reading.always(TELLTALE_PORT, Parsers::portOrZero);
        if (image == null) {
            reading.warnNoEffect(PIXEL_SIZE, "it belongs to PIXEL_IMAGE, which is not set");
        }
        if (pixelUrl != null) {
            warnAboutReach(reading, pixelUrl, mail.smtp());
        }
        reading.finish();
        return new Settings(
                mail.smtp(),
                mail.clearTextAllowed(),
                mail.from(),
                dkim,
                mail.defaultTo(),
                mail.toTell(),
                pixelUrl,
                image,
                size,
                footer.isEmpty() ? null : footer,
                outbox,
                home.folder(),
                database,
                spool == null ? home.folder().resolve("spool") : spool,
                Duration.ofDays(days),
                secret,
                trackKey,
                dns,
                proxies,
                log,
                address,
                port,
                reading.used(),
                reading.warnings());
    }

    private static TrustedProxies trustedProxies(SettingsReader reading) {
        TrustedProxies proxies = reading.maybe(TELLTALE_TRUSTED_PROXIES, TrustedProxies::parse);
        if (proxies == null) {
            return TrustedProxies.NONE;
        }
        if (proxies.includesEveryAddress()) {
            reading.warn("TELLTALE_TRUSTED_PROXIES holds every address there is (/0): anybody can say that a hit comes"
                    + " from elsewhere. Name your proxies alone.");
        }
        return proxies;
    }

    private static void warnAboutReach(SettingsReader reading, PixelUrl pixelUrl, @Nullable SmtpServer smtp) {
        if (pixelUrl.host().isPublic() && !pixelUrl.isEncrypted()) {
            reading.warn("PIXEL_URL begins with http:// on a public host: everyone on the way can see who opens what,"
                    + " and some mail clients load no such image. Use https://.");
        }
        if (pixelUrl.host().isLoopback() && smtp != null && !new Host(smtp.host()).isLoopback()) {
            reading.warn("PIXEL_URL points to this machine alone while mail goes out through " + smtp.host()
                    + ": no other machine can load the pixel. Set PIXEL_URL to an address that recipients reach.");
        }
    }

    /** Shows what {@link #used()} shows. */
    @Override
    public String toString() {
        return "Settings" + used;
    }
}
