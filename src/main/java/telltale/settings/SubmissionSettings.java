package telltale.settings;

import static telltale.settings.Setting.TELLTALE_SMTP_ADDRESS;
import static telltale.settings.Setting.TELLTALE_SMTP_CERT;
import static telltale.settings.Setting.TELLTALE_SMTP_KEY;
import static telltale.settings.Setting.TELLTALE_SMTP_PORT;
import static telltale.settings.Setting.TELLTALE_SMTP_TLS;

import org.jspecify.annotations.Nullable;
import telltale.model.Host;

/**
 * Where other programs submit mail by SMTP.
 *
 * @param port 0 for any free one
 * @param certificate null for no encryption
 * @param isImplicitTls whether a connection is encrypted from its start, and not by STARTTLS
 */
public record SubmissionSettings(
        String address, int port, @Nullable ServerCertificate certificate, boolean isImplicitTls) {
    private enum Tls {
        STARTTLS,
        TLS
    }

    /** Reads the settings; null if there is no port. */
    static @Nullable SubmissionSettings read(SettingsReader reader) {
        Integer port = reader.optional(TELLTALE_SMTP_PORT, Parsers::portOrZero);
        if (port == null) {
            for (Setting other :
                    new Setting[] {TELLTALE_SMTP_ADDRESS, TELLTALE_SMTP_CERT, TELLTALE_SMTP_KEY, TELLTALE_SMTP_TLS}) {
                reader.warnNoEffect(other, "TELLTALE_SMTP_PORT is not set");
            }
            return null;
        }
        String address = reader.orDefault(TELLTALE_SMTP_ADDRESS, Host::parse);
        ServerCertificate certificate = certificate(reader);
        boolean isImplicit = reader.orDefault(TELLTALE_SMTP_TLS, Parsers.oneOf(Tls.class)) == Tls.TLS;
        if (certificate == null && isImplicit) {
            reader.addProblem(
                    "TELLTALE_SMTP_TLS is tls, but TELLTALE_SMTP_CERT and TELLTALE_SMTP_KEY are not set. Set them"
                            + " to the certificate and its key.");
        }
        if (certificate == null && !new Host(address).isLoopback()) {
            reader.warn("TELLTALE_SMTP_CERT is not set, so programs on other machines cannot log in at"
                    + " TELLTALE_SMTP_PORT: a key must not cross the network in clear text.");
        }
        return new SubmissionSettings(address, port, certificate, isImplicit);
    }

    private static @Nullable ServerCertificate certificate(SettingsReader reader) {
        reader.require(TELLTALE_SMTP_CERT, TELLTALE_SMTP_KEY, "Set TELLTALE_SMTP_KEY to the key of the certificate.");
        reader.require(TELLTALE_SMTP_KEY, TELLTALE_SMTP_CERT, "Set TELLTALE_SMTP_CERT to the certificate of the key.");
        String key = reader.optional(TELLTALE_SMTP_KEY, text -> text);
        return key == null
                ? null
                : reader.optional(TELLTALE_SMTP_CERT, chain -> ServerCertificate.parse(chain, new Secret(key)));
    }
}
