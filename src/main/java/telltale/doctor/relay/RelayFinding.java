package telltale.doctor.relay;

import static telltale.doctor.Level.ERROR;
import static telltale.doctor.Level.OK;
import static telltale.doctor.Level.UNKNOWN;
import static telltale.doctor.Level.WARNING;

import telltale.doctor.FindingType;
import telltale.doctor.Level;

/** Findings about the mail server in use. */
public enum RelayFinding implements FindingType {
    SMTP_OK(OK, "The mail server accepts secure connections, and the login if there is one. No mail was sent.", ""),
    SMTP_LOCAL(
            OK,
            "The mail server on this machine accepts connections, and the login if there is one. No mail was sent. How it"
                    + " passes mail on is not visible from here.",
            ""),
    SMTP_NOT_CONFIGURED(
            WARNING,
            "No mail server is configured, so no mail is sent.",
            "Set EMAIL_HOST, or EMAIL_USER and EMAIL_PASS for Gmail."),
    SMTP_NOT_TRIED(
            UNKNOWN,
            "The login needs an access token, which only a running server requests, so the mail server was not asked.",
            "Start the server, and run the check again."),
    SMTP_SETTINGS(
            ERROR,
            "The container's mail session cannot be used, so no mail is sent.",
            "Correct the session as the text says."),
    SMTP_UNREACHABLE(
            ERROR,
            "The mail server cannot be reached, so mail stays in the queue.",
            "Check EMAIL_HOST, EMAIL_PORT, and whether a firewall permits the connection."),
    SMTP_TLS_FAILED(
            ERROR,
            "No secure connection to the mail server is possible: it offers no STARTTLS, or its certificate has expired, is"
                    + " for another name, or is not trusted. Mail stays in the queue.",
            "Renew or replace the server's certificate, or set EMAIL_HOST to the name in it."),
    SMTP_LOGIN_REFUSED(
            ERROR,
            "The mail server refuses the user name and password, so mail stays in the queue.",
            "Check EMAIL_USER and EMAIL_PASS. Gmail requires an app password."),
    SMTP_REJECTED(
            ERROR,
            "The mail server rejects this client before any mail.",
            "Do what the server's words say; it may require another EMAIL_EHLO, or an address that it knows."),
    SMTP_FAILED(
            WARNING,
            "The connection failed in a way that may pass.",
            "Run the check again; if it stays so, ask the operator of the mail server."),
    SMTP_CLEARTEXT(WARNING, "Mail is sent to another machine without encryption.", "Set EMAIL_TLS to starttls or tls."),
    SMTP_CERTIFICATE_EXPIRING(
            WARNING,
            "The certificate of the mail server, or one that it depends on, expires soon. No mail is sent after that.",
            "Renew the certificate, or see that its operator does."),
    RELAY_PTR_OK(OK, "The address of the mail server has a name that leads back to it.", ""),
    RELAY_PTR_MISSING(
            WARNING,
            "The address of the mail server has no name that leads back to it. Gmail, Yahoo and Microsoft reject mail from"
                    + " such an address, if mail leaves from it.",
            "Ask the provider of the address to set its PTR record to the server's name."),
    RELAY_PTR_UNKNOWN(
            UNKNOWN,
            "It is not known which address mail leaves from, so its PTR record is not known.",
            "See the address in the Received fields of a received mail.");

    private final Level level;
    private final String meaning;
    private final String remedy;

    RelayFinding(Level level, String meaning, String remedy) {
        this.level = level;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public Explanation explanation() {
        return new Explanation(level, meaning, remedy);
    }

    @Override
    public String section() {
        return "the-mail-server";
    }
}
