package telltale.settings;

import static telltale.settings.Setting.EMAIL_BOUNCES;
import static telltale.settings.Setting.EMAIL_EHLO;
import static telltale.settings.Setting.EMAIL_FROM;
import static telltale.settings.Setting.EMAIL_HOST;
import static telltale.settings.Setting.EMAIL_NOTIFY;
import static telltale.settings.Setting.EMAIL_OAUTH_TOKEN_URL;
import static telltale.settings.Setting.EMAIL_PASS;
import static telltale.settings.Setting.EMAIL_PORT;
import static telltale.settings.Setting.EMAIL_TLS;
import static telltale.settings.Setting.EMAIL_TO;
import static telltale.settings.Setting.EMAIL_USER;

import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.BounceAddress;
import telltale.model.EmailAddress;
import telltale.model.Host;
import telltale.model.Mailbox;
import telltale.model.OrganizationalDomain;

/** The settings of the mail server, the sender and the default recipient. */
record MailSettings(
        @Nullable SmtpServer smtp,
        boolean clearTextAllowed,
        @Nullable String ehloName,
        @Nullable Mailbox from,
        @Nullable EmailAddress defaultTo,
        @Nullable EmailAddress notifyAddress,
        @Nullable BounceAddress bounces) {
    private static final String GMAIL = "smtp.gmail.com";
    private static final Pattern SPACE = Pattern.compile("[\\s\\u00A0]+");
    private static final Pattern APP_PASSWORD = Pattern.compile("[A-Za-z]{16}");

    /** @param dkim the settings of DKIM signatures, or null */
    static MailSettings read(SettingsReader reader, @Nullable DkimSettings dkim) {
        if (reader.isSet(EMAIL_OAUTH_TOKEN_URL)) {
            reader.warnNoEffect(EMAIL_PASS, "EMAIL_OAUTH_TOKEN_URL is set, so access tokens are used");
        } else {
            reader.require(
                    EMAIL_USER,
                    EMAIL_PASS,
                    "Set EMAIL_PASS to the password (for Gmail an app password), or"
                            + " remove EMAIL_USER if the server requires no login.");
        }
        reader.require(
                EMAIL_PASS,
                EMAIL_USER,
                "Set EMAIL_USER to the user name that the password belongs to,"
                        + " or remove EMAIL_PASS if the server requires no login.");
        SmtpServer smtp = smtp(reader, OAuthSettings.read(reader));
        Mailbox from = from(reader);
        if (smtp != null && from == null) {
            reader.warn("EMAIL_FROM is not set and EMAIL_USER is not an email address, so no mail can be sent."
                    + " Set EMAIL_FROM to " + EMAIL_FROM.expected() + ".");
        }
        return new MailSettings(
                smtp,
                isClearTextAllowed(reader),
                ehloName(reader),
                from,
                reader.optional(EMAIL_TO, EmailAddress::parse),
                reader.optional(EMAIL_NOTIFY, EmailAddress::parse),
                bounces(reader, from, dkim));
    }

    private static @Nullable SmtpServer smtp(SettingsReader reader, @Nullable OAuthSettings oauth) {
        if (!reader.isSet(EMAIL_HOST) && !reader.isSet(EMAIL_USER)) {
            reader.warnNoEffect(EMAIL_PORT, "neither EMAIL_HOST nor EMAIL_USER is set");
            if (!isClearTextAllowed(reader)) {
                reader.warnNoEffect(EMAIL_TLS, "neither EMAIL_HOST nor EMAIL_USER is set");
            }
            return null;
        }
        String host = reader.orDefault(EMAIL_HOST, GMAIL, Host::parse);
        boolean isTls = reader.optional(EMAIL_TLS, MailSettings::tls) == SmtpServer.Tls.TLS;
        int port = reader.orDefault(EMAIL_PORT, isTls ? "465" : "587", Parsers::port);
        SmtpServer.Tls tls = reader.orDefault(EMAIL_TLS, port == 465 ? "tls" : "starttls", MailSettings::tls);
        SmtpServer smtp = new SmtpServer(host, port, tls, login(reader, host, oauth));
        checkEncryption(reader, smtp);
        return smtp;
    }

    private static boolean isClearTextAllowed(SettingsReader reader) {
        return reader.optional(EMAIL_TLS, MailSettings::tls) == SmtpServer.Tls.NONE;
    }

    private static @Nullable String ehloName(SettingsReader reader) {
        String name = reader.optional(EMAIL_EHLO, EhloName::parse);
        if (name != null && !name.startsWith("[") && !EhloName.isQualified(name)) {
            reader.warn("EMAIL_EHLO is " + name + ", which is no full host name: many mail servers refuse all mail from"
                    + " a client with such a name. Set EMAIL_EHLO to " + EMAIL_EHLO.expected() + ".");
        }
        return name;
    }

    private static @Nullable BounceAddress bounces(
            SettingsReader reader, @Nullable Mailbox from, @Nullable DkimSettings dkim) {
        BounceAddress bounces = reader.optional(EMAIL_BOUNCES, BounceAddress::parse);
        if (bounces != null
                && from != null
                && dkim == null
                && !OrganizationalDomain.mayBeShared(
                        bounces.domain(), from.address().asciiDomain())) {
            reader.warn(
                    "EMAIL_BOUNCES is at " + bounces.domain() + ", but mail is from "
                            + from.address().asciiDomain()
                            + ": SPF then authenticates the former, so mail passes DMARC only if it has a DKIM signature of the"
                            + " latter. Set EMAIL_BOUNCES to an address in that domain or a subdomain of it, or EMAIL_DKIM_KEY.");
        }
        return bounces;
    }

    private static SmtpServer.Tls tls(String text) {
        return Parsers.oneOf(SmtpServer.Tls.class).apply(text);
    }

    private static SmtpServer.@Nullable Login login(SettingsReader reader, String host, @Nullable OAuthSettings oauth) {
        String user = reader.optional(EMAIL_USER, Function.identity());
        String password = reader.optional(EMAIL_PASS, Function.identity());
        if (user != null && oauth != null) {
            return new SmtpServer.Login(user, null, oauth);
        }
        if (user == null || password == null) {
            return null;
        }
        return login(user, password, host);
    }

    static SmtpServer.Login login(String user, String password, String host) {
        return new SmtpServer.Login(user, new Secret(SmtpServer.isGmail(host) ? joinAppPassword(password) : password));
    }

    /** Removes the spaces between the four groups of letters that Google displays an app password in. */
    private static String joinAppPassword(String password) {
        String joined = SPACE.matcher(password).replaceAll("");
        return APP_PASSWORD.matcher(joined).matches() ? joined : password;
    }

    private static void checkEncryption(SettingsReader reader, SmtpServer smtp) {
        if (smtp.tls() != SmtpServer.Tls.NONE) {
            return;
        }
        SmtpServer.Login login = smtp.login();
        boolean isLocal = new Host(smtp.host()).isLoopback();
        if (login != null && login.oauth() != null && !isLocal) {
            // RFC 6750 section 5.3
            reader.addProblem("EMAIL_TLS is none, so access tokens would be sent unencrypted to " + smtp.host()
                    + ", where everyone on the network path can use them. Set EMAIL_TLS to starttls or tls.");
        } else if (login != null && !isLocal) {
            reader.warn("EMAIL_TLS is none: THE PASSWORD OF EMAIL_USER IS SENT UNENCRYPTED to " + smtp.host()
                    + ", and everyone on the network path can read it. Set EMAIL_TLS to starttls or tls.");
        } else if (reader.isSetByOwner(EMAIL_TLS)) {
            reader.warn("EMAIL_TLS is none: mail is sent unencrypted to " + smtp.host()
                    + ". Use this only for a server on this machine or in your own network.");
        }
    }

    private static @Nullable Mailbox from(SettingsReader reader) {
        String user = reader.optional(EMAIL_USER, Function.identity());
        if (reader.isSet(EMAIL_FROM) || user == null) {
            return reader.optional(EMAIL_FROM, Mailbox::parse);
        }
        try {
            Mailbox from = Mailbox.parse(user);
            reader.recordDefault(EMAIL_FROM, user);
            return from;
        } catch (IllegalArgumentException userIsNoAddress) {
            return null;
        }
    }
}
