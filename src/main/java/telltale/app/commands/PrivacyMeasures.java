package telltale.app.commands;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import telltale.model.PrivacyProfile;
import telltale.settings.DashboardUrl;
import telltale.settings.DatabaseSettings.PostgreSql;
import telltale.settings.MailboxServer;
import telltale.settings.OidcSettings;
import telltale.settings.PixelUrl;
import telltale.settings.Settings;
import telltale.settings.SmtpServer;

/** The technical measures of data protection (GDPR article 32), as far as the settings show whether they are in force. */
final class PrivacyMeasures {
    private static final Pattern VERIFIED = Pattern.compile("[?&]sslmode=verify-(?:ca|full)");

    private final List<String> inForce = new ArrayList<>(List.of(
            "the address of a client is reduced to /24 or /48, or less, in memory, and never stored whole",
            "tokens of pixels and links are signed (HMAC-SHA-256); a link leads only to the address that was signed",
            "API keys and session cookies are stored as digests; each has one role, and `analyst` sees no person",
            "persons in the suppression list and the consent ledger are stored as keyed digests with a masked address",
            "a refusal, a withdrawal, `Sec-GPC: 1` and `DNT: 1` are in force for mails already sent",
            "the pages load nothing from another host, under a content security policy"));
    private final List<String> notInForce = new ArrayList<>();

    PrivacyMeasures(Settings settings) {
        access(settings);
        connections(settings);
        mail(settings);
    }

    List<String> inForce() {
        return List.copyOf(inForce);
    }

    List<String> notInForce() {
        return List.copyOf(notInForce);
    }

    private void add(boolean isInForce, String measure) {
        (isInForce ? inForce : notInForce).add(measure);
    }

    private void access(Settings settings) {
        inForce.add("looks at persons and changes are in the audit log, whose entries are chained, for "
                + settings.access().auditRetention().toDays() + " days");
        add(settings.access().requestsPerMinute() > 0, "a limit on requests of a client (`TELLTALE_API_RATE`)");
        OidcSettings oidc = settings.oidc();
        add(
                oidc != null,
                "users sign in by an OpenID provider"
                        + (oidc == null
                                ? " (`TELLTALE_OIDC_ISSUER`)"
                                : " at " + URI.create(oidc.issuer()).getHost()));
        add(oidc != null && oidc.only(), "no other way of signing in (`TELLTALE_OIDC_ONLY`)");
        add(!settings.trackKey(), "no key may be in the query of a request (`TELLTALE_TRACK_KEY=off`)");
    }

    private void connections(Settings settings) {
        PixelUrl pixel = settings.pixelUrl();
        add(pixel != null && pixel.isEncrypted(), "pixel, links and recipients' pages by HTTPS (`PIXEL_URL`)");
        DashboardUrl dashboard = settings.url();
        add(dashboard != null && dashboard.isEncrypted(), "dashboard and API by HTTPS (`TELLTALE_URL`)");
        servers(settings)
                .forEach(server -> add(
                        server.tls() != SmtpServer.Tls.NONE,
                        "TLS to the mail server `" + server.host() + "` is required"));
        for (MailboxServer mailbox : settings.inbound().mailboxes()) {
            add(mailbox.tls() != SmtpServer.Tls.NONE, "TLS to the mailbox at `" + mailbox.host() + "` is required");
        }
        settings.database()
                .<Optional<PostgreSql>>match(file -> Optional.empty(), Optional::of, container -> Optional.empty())
                .ifPresent(server -> add(
                        VERIFIED.matcher(server.url()).find(),
                        "TLS to the database with a verified certificate (`sslmode`)"));
        add(
                settings.webhooks().networks().isEmpty(),
                "webhooks only to hosts in the public Internet (`TELLTALE_WEBHOOK_NETWORKS`)");
    }

    /** The mail servers that the settings name. */
    static Stream<SmtpServer> servers(Settings settings) {
        return Stream.concat(
                Stream.ofNullable(settings.smtp()),
                settings.servers().further().stream().flatMap(server -> Stream.ofNullable(server.smtp())));
    }

    private void mail(Settings settings) {
        add(settings.dkim() != null, "mail is signed here by DKIM (`EMAIL_DKIM_KEY`)");
        add(
                settings.privacy() != PrivacyProfile.INDIVIDUAL && settings.privacy() != PrivacyProfile.HYGIENE,
                "nothing about a person is recorded without consent (`TELLTALE_PRIVACY`)");
        add(settings.notice().footer() != null, "mails say that they are measured (`TELLTALE_PRIVACY_FOOTER`)");
        add(settings.notice().controller() != null, "the notice names the controller (`TELLTALE_CONTROLLER`)");
        add(!settings.inbound().keepsReplies(), "the texts of replies are not kept (`INBOUND_KEEP_REPLIES`)");
    }
}
