package telltale.settings;

import org.jspecify.annotations.Nullable;

/** Every setting by its name: its default, the visibility of its value, and a description of the expected value. */
public enum Setting {
    EMAIL_USER(null, Visibility.HINT, "the user name at your mail server, such as name@gmail.com"),
    EMAIL_PASS(null, Visibility.NEVER, "the password of EMAIL_USER, for Gmail an app password"),
    EMAIL_OAUTH_TOKEN_URL(
            null,
            Visibility.LOCATION,
            "the token endpoint of your mail provider, such as https://oauth2.googleapis.com/token"),
    EMAIL_OAUTH_CLIENT_ID(null, Visibility.WHOLE, "the client id of the application that you registered there"),
    EMAIL_OAUTH_CLIENT_SECRET(null, Visibility.NEVER, "the secret of EMAIL_OAUTH_CLIENT_ID"),
    EMAIL_OAUTH_REFRESH_TOKEN(null, Visibility.NEVER, "the refresh token that EMAIL_USER granted to that application"),
    EMAIL_OAUTH_SCOPE(null, Visibility.WHOLE, "scopes separated by spaces, such as https://mail.google.com/"),
    EMAIL_HOST(null, Visibility.WHOLE, "the name of your mail server alone, such as smtp.example.com"),
    EMAIL_PORT(null, Visibility.WHOLE, "a port number from 1 to 65535, such as 587"),
    EMAIL_TLS(null, Visibility.WHOLE, "starttls, tls or none"),
    EMAIL_EHLO(null, Visibility.WHOLE, "the full host name of this machine, such as mail.example.com, or [192.0.2.1]"),
    EMAIL_FROM(null, Visibility.HINT, "an email address, such as Ann Example <ann@example.com>"),
    EMAIL_TO(null, Visibility.HINT, "an email address, such as ann@example.com"),
    EMAIL_NOTIFY(null, Visibility.HINT, "an email address, such as ann@example.com"),
    EMAIL_FROM_ALLOWED(null, Visibility.WHOLE, "domains or email addresses separated by commas, such as example.com"),
    EMAIL_HEADERS(
            null,
            Visibility.WHOLE,
            "header fields for the mail of a domain, such as example.com: X-Unit: shop; example.org: X-Unit: press"),
    EMAIL_FEEDBACK_ID(
            null, Visibility.WHOLE, "5 to 15 letters, digits, dots, hyphens or underscores, such as acmecorp"),
    EMAIL_COMPLAINTS(null, Visibility.HINT, "an email address in the domain of the sender, such as fbl@example.com"),
    EMAIL_BOUNCES(
            null,
            Visibility.HINT,
            "an email address whose mailbox accepts sub-addresses, such as bounces@example.com, or a domain that"
                    + " accepts every local part, such as bounces.example.com"),
    EMAIL_CONNECTIONS(null, Visibility.WHOLE, "a number from 1 to 500"),
    EMAIL_PER_SECOND("0", Visibility.WHOLE, "a number of messages up to 100000; 0 for no limit"),
    EMAIL_PER_DAY(null, Visibility.WHOLE, "a number of messages up to 100000000; 0 for no limit"),
    EMAIL_PACE("on", Visibility.WHOLE, "on or off"),
    EMAIL_WARMUP(
            null,
            Visibility.WHOLE,
            "a sender domain, the first day and the growth, such as news.example.com 2026-12-01 first=50 factor=2"
                    + " until=100000; more of them after a semicolon"),
    EMAIL_SERVERS(null, Visibility.SERVER, Expected.SERVER),
    EMAIL_SERVERS_PASS(null, Visibility.NEVER, "the password of the user in EMAIL_SERVERS"),
    EMAIL_SERVERS_2(null, Visibility.SERVER, Expected.SERVER),
    EMAIL_SERVERS_PASS_2(null, Visibility.NEVER, "the password of the user in EMAIL_SERVERS_2"),
    EMAIL_SERVERS_3(null, Visibility.SERVER, Expected.SERVER),
    EMAIL_SERVERS_PASS_3(null, Visibility.NEVER, "the password of the user in EMAIL_SERVERS_3"),
    EMAIL_SERVERS_4(null, Visibility.SERVER, Expected.SERVER),
    EMAIL_SERVERS_PASS_4(null, Visibility.NEVER, "the password of the user in EMAIL_SERVERS_4"),
    EMAIL_SERVERS_5(null, Visibility.SERVER, Expected.SERVER),
    EMAIL_SERVERS_PASS_5(null, Visibility.NEVER, "the password of the user in EMAIL_SERVERS_5"),
    EMAIL_SERVERS_6(null, Visibility.SERVER, Expected.SERVER),
    EMAIL_SERVERS_PASS_6(null, Visibility.NEVER, "the password of the user in EMAIL_SERVERS_6"),
    EMAIL_SERVERS_7(null, Visibility.SERVER, Expected.SERVER),
    EMAIL_SERVERS_PASS_7(null, Visibility.NEVER, "the password of the user in EMAIL_SERVERS_7"),
    EMAIL_SERVERS_8(null, Visibility.SERVER, Expected.SERVER),
    EMAIL_SERVERS_PASS_8(null, Visibility.NEVER, "the password of the user in EMAIL_SERVERS_8"),
    EMAIL_SERVERS_9(null, Visibility.SERVER, Expected.SERVER),
    EMAIL_SERVERS_PASS_9(null, Visibility.NEVER, "the password of the user in EMAIL_SERVERS_9"),
    EMAIL_DKIM_KEY(
            null,
            Visibility.NEVER,
            "the path of a PEM file with an RSA key of 2048 bits or an Ed25519 key, or to the PEM text itself"),
    EMAIL_DKIM_SELECTOR(null, Visibility.WHOLE, "the selector of the public key in the DNS, such as mail2026"),
    EMAIL_DKIM_DOMAIN(null, Visibility.WHOLE, "the domain with the public key in its DNS, such as example.com"),
    INBOUND_URL(null, Visibility.LOCATION, Expected.MAILBOX),
    INBOUND_PASS(null, Visibility.NEVER, "the password of INBOUND_URL"),
    INBOUND_URL_2(null, Visibility.LOCATION, Expected.MAILBOX),
    INBOUND_PASS_2(null, Visibility.NEVER, "the password of INBOUND_URL_2"),
    INBOUND_URL_3(null, Visibility.LOCATION, Expected.MAILBOX),
    INBOUND_PASS_3(null, Visibility.NEVER, "the password of INBOUND_URL_3"),
    INBOUND_URL_4(null, Visibility.LOCATION, Expected.MAILBOX),
    INBOUND_PASS_4(null, Visibility.NEVER, "the password of INBOUND_URL_4"),
    INBOUND_URL_5(null, Visibility.LOCATION, Expected.MAILBOX),
    INBOUND_PASS_5(null, Visibility.NEVER, "the password of INBOUND_URL_5"),
    INBOUND_URL_6(null, Visibility.LOCATION, Expected.MAILBOX),
    INBOUND_PASS_6(null, Visibility.NEVER, "the password of INBOUND_URL_6"),
    INBOUND_URL_7(null, Visibility.LOCATION, Expected.MAILBOX),
    INBOUND_PASS_7(null, Visibility.NEVER, "the password of INBOUND_URL_7"),
    INBOUND_URL_8(null, Visibility.LOCATION, Expected.MAILBOX),
    INBOUND_PASS_8(null, Visibility.NEVER, "the password of INBOUND_URL_8"),
    INBOUND_URL_9(null, Visibility.LOCATION, Expected.MAILBOX),
    INBOUND_PASS_9(null, Visibility.NEVER, "the password of INBOUND_URL_9"),
    INBOUND_DONE("seen", Visibility.WHOLE, "seen, move:Folder or delete"),
    INBOUND_RETENTION("30", Visibility.WHOLE, "a number of days up to 36500; 0 for immediate deletion"),
    INBOUND_KEEP_REPLIES("off", Visibility.WHOLE, "on or off"),
    INBOUND_FORWARD("off", Visibility.KEYWORD_OR_HINT, "off, author or an email address"),
    INBOUND_SES_TOPIC(
            null,
            Visibility.WHOLE,
            "the ARNs of topics of Amazon SNS separated by commas, such as arn:aws:sns:eu-west-1:123456789012:mail"),
    INBOUND_SENDGRID_KEY(
            null,
            Visibility.WHOLE,
            "the verification key of your event webhook at SendGrid: one line that begins with MFkw"),
    INBOUND_MAILGUN_KEY(null, Visibility.NEVER, "the HTTP webhook signing key of your Mailgun account"),
    INBOUND_POSTMARK_LOGIN(null, Visibility.NEVER, Expected.LOGIN),
    INBOUND_BREVO_LOGIN(null, Visibility.NEVER, Expected.LOGIN),
    INBOUND_SPARKPOST_LOGIN(null, Visibility.NEVER, Expected.LOGIN),
    INBOUND_MAILJET_LOGIN(null, Visibility.NEVER, Expected.LOGIN),
    TELLTALE_INBOUND_PORT(null, Visibility.WHOLE, "a port number from 0 to 65535, such as 2525; 0 takes any free one"),
    TELLTALE_INBOUND_ADDRESS("127.0.0.1", Visibility.WHOLE, "a host name or an IP address, such as 127.0.0.1"),
    TELLTALE_SMTP_PORT(null, Visibility.WHOLE, "a port number from 0 to 65535, such as 2587; 0 takes any free one"),
    TELLTALE_SMTP_ADDRESS("127.0.0.1", Visibility.WHOLE, "a host name or an IP address, such as 127.0.0.1"),
    TELLTALE_SMTP_TLS("starttls", Visibility.WHOLE, "starttls or tls"),
    TELLTALE_SMTP_CERT(
            null,
            Visibility.NEVER,
            "a certificate chain in PEM, or the path of its file, such as /etc/ssl/fullchain.pem"),
    TELLTALE_SMTP_KEY(null, Visibility.NEVER, "the key of TELLTALE_SMTP_CERT in PEM, or the path of its file"),
    PIXEL_URL(null, Visibility.LOCATION, "the pixel's public URL, such as https://mail.example.com/app/pixel"),
    PIXEL_IMAGE(null, Visibility.WHOLE, "the path of a JPEG, PNG or GIF file"),
    PIXEL_SIZE(null, Visibility.WHOLE, "width x height in pixels, each from 1 to 2000, such as 200x200"),
    TELLTALE_HOME(null, Visibility.WHOLE, "the path of a folder that Telltale may write to, such as /var/lib/telltale"),
    TELLTALE_DATABASE_URL(
            null,
            Visibility.LOCATION,
            "jdbc:sqlite: alone or followed by the path of a file, or jdbc:postgresql://host/database"),
    TELLTALE_DATABASE_USER(null, Visibility.HINT, "the user name at the database"),
    TELLTALE_DATABASE_PASS(null, Visibility.NEVER, "the password of TELLTALE_DATABASE_USER"),
    TELLTALE_DATABASE_COPY(
            null,
            Visibility.LOCATION,
            "the address of a copy of the database by streaming replication, such as jdbc:postgresql://host/database"),
    TELLTALE_SHARDS(
            null,
            Visibility.DATABASES,
            "the number, from 1 to 1023, and the address of each further database, such as 1=jdbc:postgresql://host/database"),
    TELLTALE_FOOTER(
            "{{topic}} · <a href=\"{{unsubscribe}}\">Unsubscribe</a> · <a href=\"{{preferences}}\">Preferences</a>",
            Visibility.WHOLE,
            "a line of HTML that contains {{unsubscribe}}, or none"),
    TELLTALE_PRIVACY("individual", Visibility.WHOLE, "individual, consent, hygiene, aggregated or none"),
    TELLTALE_POOL_SIZE("5", Visibility.WHOLE, "a number of recipients from 5 to 100"),
    TELLTALE_POOL_NOISE("0", Visibility.WHOLE, "a percentage from 0 to 25"),
    TELLTALE_PRIVACY_FOOTER(
            "off", Visibility.WHOLE, "off, or the language of mail that does not state its own: en, de, fr, es or ar"),
    TELLTALE_CONTROLLER(
            null,
            Visibility.WHOLE,
            "the name and the contact of the controller in one line, such as Example Ltd, privacy@example.com"),
    TELLTALE_REGION(null, Visibility.WHOLE, "where the data is hosted, such as Frankfurt, Germany"),
    TELLTALE_PROCESSORS(
            null, Visibility.WHOLE, "companies separated by semicolons, such as Example Hosting GmbH (servers)"),
    TELLTALE_SPOOL(null, Visibility.WHOLE, "the path of a folder, preferably on another disk than the database"),
    TELLTALE_LOG(
            null, Visibility.WHOLE, "kafka: and the brokers, such as kafka:broker1:9092,broker2:9092,broker3:9092"),
    TELLTALE_ROLE("both", Visibility.WHOLE, "front, back or both"),
    TELLTALE_LOG_TOPIC("telltale-hits", Visibility.WHOLE, "the name of a topic of Kafka"),
    TELLTALE_LOG_PARTITIONS("12", Visibility.WHOLE, "a number of partitions from 1 to 1000"),
    TELLTALE_LOG_RETENTION("7", Visibility.WHOLE, "a number of days from 1 to 3650"),
    TELLTALE_LOG_CLIENT(
            null,
            Visibility.WHOLE,
            "the path of a properties file of Kafka's clients, such as /etc/telltale/kafka.conf"),
    TELLTALE_RETENTION("395", Visibility.WHOLE, "a number of days from 1 to 36500"),
    TELLTALE_COMPACT_DAYS("none", Visibility.WHOLE, "a number of days from 1 to 36500, or none"),
    TELLTALE_RAW_AGENT_DAYS("7", Visibility.WHOLE, "a number of days up to 36500; 0 for as soon as verdicts are final"),
    TELLTALE_NETWORK_PREFIX("24", Visibility.WHOLE, "24, 16 or none"),
    TELLTALE_QUEUE_LIFETIME("4", Visibility.WHOLE, "a number of days from 1 to 36500"),
    TELLTALE_CONTENT_RETENTION("7", Visibility.WHOLE, "a number of days up to 36500; 0 for immediate deletion"),
    TELLTALE_VIEW_RETENTION("60", Visibility.WHOLE, "a number of days up to 36500; 0 for immediate deletion"),
    TELLTALE_MAX_RECIPIENTS("100000", Visibility.WHOLE, "a number of recipients from 1 to 10000000"),
    TELLTALE_MAX_MESSAGE_SIZE("26214400", Visibility.WHOLE, "a number of bytes from 1000 to 999999999"),
    TELLTALE_MAX_CUSTOM_HEADERS("20", Visibility.WHOLE, "a number of header fields from 0 to 1000"),
    TELLTALE_HOLD_SHARE("5", Visibility.WHOLE, "a percentage up to 100; 0 to hold no campaign"),
    TELLTALE_AUDIT_DAYS("365", Visibility.WHOLE, "a number of days from 1 to 36500"),
    TELLTALE_API_RATE("600000", Visibility.WHOLE, "a number of requests a minute up to 100000000; 0 for no limit"),
    TELLTALE_SECRET(
            null, Visibility.NEVER, "at least 32 random characters, such as \"openssl rand -base64 32\" prints"),
    TELLTALE_TRACK_KEY("on", Visibility.WHOLE, "on or off"),
    TELLTALE_DNS("on", Visibility.WHOLE, "on, off, or a name server such as 192.0.2.53 or 192.0.2.53:5353"),
    TELLTALE_URL(null, Visibility.WHOLE, "the public address of the dashboard, such as https://mail.example.com/app"),
    TELLTALE_REALM("off", Visibility.WHOLE, "on or off"),
    TELLTALE_SESSION_IDLE("8h", Visibility.WHOLE, "a time from 5m to 90d, such as 30m, 8h or 7d"),
    TELLTALE_SESSION_MAX("7d", Visibility.WHOLE, "a time from 5m to 90d, such as 30m, 8h or 7d"),
    TELLTALE_TRUSTED_PROXIES(
            null, Visibility.WHOLE, "IP addresses and ranges separated by commas, such as 127.0.0.1, 10.0.0.0/8"),
    TELLTALE_WEBHOOK_NETWORKS(
            null, Visibility.WHOLE, "IP addresses and ranges separated by commas, such as 127.0.0.1, 10.0.0.0/8"),
    TELLTALE_WEBHOOK_PORTS(null, Visibility.WHOLE, "port numbers separated by commas, such as 8080, 8443"),
    TELLTALE_LOG_LEVEL("info", Visibility.WHOLE, "error, warn, info or debug"),
    TELLTALE_LOG_FILE(null, Visibility.WHOLE, "the path of a file"),
    TELLTALE_OIDC_ISSUER(
            null,
            Visibility.LOCATION,
            "the issuer of your OpenID Connect provider, such as https://id.example.com/realms/staff"),
    TELLTALE_OIDC_CLIENT_ID(null, Visibility.WHOLE, "the client id that the provider knows, such as telltale"),
    TELLTALE_OIDC_CLIENT_SECRET(null, Visibility.NEVER, "the secret of TELLTALE_OIDC_CLIENT_ID"),
    TELLTALE_OIDC_SCOPES("openid email profile", Visibility.WHOLE, "scopes separated by spaces, among them openid"),
    TELLTALE_OIDC_GROUPS_CLAIM("groups", Visibility.WHOLE, "the name of the claim with a person's groups"),
    TELLTALE_OIDC_ROLES(
            null, Visibility.WHOLE, "roles and groups of the provider, such as admin=telltale-admins, read=staff"),
    TELLTALE_OIDC_ONLY("off", Visibility.WHOLE, "on or off"),
    TELLTALE_ADDRESS("127.0.0.1", Visibility.WHOLE, "a host name or an IP address, such as 127.0.0.1"),
    TELLTALE_PORT("8080", Visibility.WHOLE, "a port number from 0 to 65535, such as 8080; 0 takes any free one");

    /** Descriptions that several settings share. */
    private static final class Expected {
        private static final String MAILBOX = "a mailbox such as imaps://bounces%40example.com@imap.example.com/INBOX";

        private static final String LOGIN =
                "user:password, or a token for Authorization: Bearer; password and token have at least 16 characters";

        private static final String SERVER =
                "a name and the URL of a mail server, such as relay smtp://user@relay.example.com weight=2";

        private Expected() {}
    }

    private final @Nullable String defaultValue;
    private final Visibility visibility;
    private final String expected;

    Setting(@Nullable String defaultValue, Visibility visibility, String expected) {
        this.defaultValue = defaultValue;
        this.visibility = visibility;
        this.expected = expected;
    }

    /** The default value; null if there is none or if it depends on other settings. */
    @Nullable
    String defaultValue() {
        return defaultValue;
    }

    Visibility visibility() {
        return visibility;
    }

    /** Completes the sentence "Set it to …". */
    String expected() {
        return expected;
    }
}
