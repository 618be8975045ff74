package telltale.settings;

import static telltale.settings.Setting.EMAIL_FROM;
import static telltale.settings.Setting.EMAIL_HOST;
import static telltale.settings.Setting.EMAIL_NOTIFY;
import static telltale.settings.Setting.EMAIL_PASS;
import static telltale.settings.Setting.EMAIL_PORT;
import static telltale.settings.Setting.EMAIL_TLS;
import static telltale.settings.Setting.EMAIL_TO;
import static telltale.settings.Setting.EMAIL_USER;

import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.Mailbox;

/** What the settings named EMAIL say: the server, and who writes to whom. */
record MailSettings(
        @Nullable SmtpServer smtp,
        boolean clearTextAllowed,
        @Nullable Mailbox from,
        @Nullable EmailAddress defaultTo,
        @Nullable EmailAddress toTell) {
    private static final String GMAIL = "smtp.gmail.com";
    private static final Pattern SPACE = Pattern.compile("[\\s\\u00A0]+");
    private static final Pattern APP_PASSWORD = Pattern.compile("[A-Za-z]{16}");

    static MailSettings read(SettingsReader reading) {
        reading.refuseWithout(
                EMAIL_USER,
                EMAIL_PASS,
                "Set EMAIL_PASS to the password (for Gmail an app password), or"
                        + " remove EMAIL_USER if the server asks for no login.");
        reading.refuseWithout(
                EMAIL_PASS,
                EMAIL_USER,
                "Set EMAIL_USER to the user name that the password belongs to,"
                        + " or remove EMAIL_PASS if the server asks for no login.");
        SmtpServer smtp = smtp(reading);
        Mailbox from = from(reading);
        if (smtp != null && from == null) {
            reading.warn("EMAIL_FROM is not set and EMAIL_USER is no mail address, so no mail can be sent."
                    + " Set EMAIL_FROM to " + EMAIL_FROM.expected() + ".");
        }
        return new MailSettings(
                smtp,
                isClearTextAllowed(reading),
                from,
                reading.maybe(EMAIL_TO, EmailAddress::parse),
                reading.maybe(EMAIL_NOTIFY, EmailAddress::parse));
    }

    private static @Nullable SmtpServer smtp(SettingsReader reading) {
        if (!reading.states(EMAIL_HOST) && !reading.states(EMAIL_USER)) {
            reading.warnNoEffect(EMAIL_PORT, "neither EMAIL_HOST nor EMAIL_USER is set");
            if (!isClearTextAllowed(reading)) {
                reading.warnNoEffect(EMAIL_TLS, "neither EMAIL_HOST nor EMAIL_USER is set");
            }
            return null;
        }
        String host = reading.always(EMAIL_HOST, GMAIL, Host::parse);
        boolean isTls = reading.maybe(EMAIL_TLS, MailSettings::tls) == SmtpServer.Tls.TLS;
        int port = reading.always(EMAIL_PORT, isTls ? "465" : "587", Parsers::port);
        SmtpServer.Tls tls = reading.always(EMAIL_TLS, port == 465 ? "tls" : "starttls", MailSettings::tls);
        SmtpServer smtp = new SmtpServer(host, port, tls, login(reading, host));
        warnIfInClear(reading, smtp);
        return smtp;
    }

    private static boolean isClearTextAllowed(SettingsReader reading) {
        return reading.maybe(EMAIL_TLS, MailSettings::tls) == SmtpServer.Tls.NONE;
    }

    private static SmtpServer.Tls tls(String text) {
        return Parsers.oneOf(SmtpServer.Tls.class).apply(text);
    }

    private static SmtpServer.@Nullable Login login(SettingsReader reading, String host) {
        String user = reading.maybe(EMAIL_USER, Function.identity());
        String password = reading.maybe(EMAIL_PASS, Function.identity());
        if (user == null || password == null) {
            return null;
        }
        return new SmtpServer.Login(user, new Secret(SmtpServer.isGmail(host) ? joinAppPassword(password) : password));
    }

    /** Google shows an app password as four groups of four letters, and takes it without the spaces between them. */
    private static String joinAppPassword(String password) {
        String joined = SPACE.matcher(password).replaceAll("");
        return APP_PASSWORD.matcher(joined).matches() ? joined : password;
    }

    private static void warnIfInClear(SettingsReader reading, SmtpServer smtp) {
        if (smtp.tls() != SmtpServer.Tls.NONE) {
            return;
        }
        if (smtp.login() != null && !new Host(smtp.host()).isLoopback()) {
            reading.warn("EMAIL_TLS is none: THE PASSWORD OF EMAIL_USER GOES IN CLEAR to " + smtp.host()
                    + ", and everyone on the way can read it. Set EMAIL_TLS to starttls or tls.");
        } else if (reading.ownerStates(EMAIL_TLS)) {
            reading.warn("EMAIL_TLS is none: mail goes in clear to " + smtp.host()
                    + ". That suits a server on this machine or in a network of your own, and no other.");
        }
    }

    private static @Nullable Mailbox from(SettingsReader reading) {
        String user = reading.maybe(EMAIL_USER, Function.identity());
        if (reading.states(EMAIL_FROM) || user == null) {
            return reading.maybe(EMAIL_FROM, Mailbox::parse);
        }
        try {
            Mailbox from = Mailbox.parse(user);
            reading.fallBack(EMAIL_FROM, user);
            return from;
        } catch (IllegalArgumentException userIsNoAddress) {
            return null;
        }
    }
}
