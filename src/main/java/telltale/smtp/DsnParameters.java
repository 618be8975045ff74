package telltale.smtp;

import java.nio.charset.StandardCharsets;
import telltale.message.mime.Envelope;

/**
 * The parameters by which a server with the extension DSN is asked for reports (RFC 3461): of failures and delays, with the
 * header of the message only, naming its envelope identifier and recipient.
 */
enum DsnParameters {
    /** The server does not offer the extension, or a container's mail session has parameters of its own. */
    OMITTED {
        @Override
        String ofMail(Envelope envelope) {
            return "";
        }

        @Override
        String ofRecipient(Envelope envelope) {
            return "";
        }
    },
    REQUESTED {
        @Override
        String ofMail(Envelope envelope) {
            return " RET=HDRS ENVID=" + xtext(envelope.id());
        }

        /** An address in UTF-8 has no form that every server would return unchanged (RFC 6533 section 3). */
        @Override
        String ofRecipient(Envelope envelope) {
            String notify = " NOTIFY=FAILURE,DELAY";
            return envelope.recipient().needsSmtpUtf8()
                    ? notify
                    : notify + " ORCPT=rfc822;" + xtext(envelope.recipient().wireForm());
        }
    };

    /** The parameters of the MAIL command (RFC 3461 sections 4.3 and 4.4), each with a space before it. */
    abstract String ofMail(Envelope envelope);

    /** The parameters of the RCPT command (RFC 3461 sections 4.1 and 4.2), each with a space before it. */
    abstract String ofRecipient(Envelope envelope);

    /** Encodes a parameter (RFC 3461 section 4): plus signs, equals signs, and what is not printable ASCII. */
    private static String xtext(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' && octet <= '~' && octet != '+' && octet != '=') {
                encoded.append((char) octet);
            } else {
                encoded.append(String.format("+%02X", octet));
            }
        }
        return encoded.toString();
    }
}
