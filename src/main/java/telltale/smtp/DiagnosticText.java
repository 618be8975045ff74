package telltale.smtp;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.SmtpReply;

/** The part of a conversation that is stored: one line without secrets or complete addresses, even if the server echoes them. */
final class DiagnosticText {
    private static final int MAX_LENGTH = 500;

    /** Bounds the input, because a reply may have any length and the search for addresses takes quadratic time. */
    private static final int MAX_INPUT_LENGTH = 4000;

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\s]+");
    private static final Pattern ADDRESS =
            Pattern.compile("([^\\s<>()\\[\\]\",:;@])[^\\s<>()\\[\\]\",:;@]*@([^\\s<>()\\[\\]\",:;@]+)");

    private DiagnosticText() {}

    /** Returns a reply that may be stored. */
    static SmtpReply of(SmtpReply reply, @Nullable SmtpCredentials credentials) {
        return reply.withText(of(reply.text(), credentials));
    }

    static String of(String text, @Nullable SmtpCredentials credentials) {
        return bounded(text, credentials, MAX_LENGTH);
    }

    /** Returns a text that may be stored, with at most that many characters. */
    static String bounded(String text, @Nullable SmtpCredentials credentials, int maxLength) {
        String redacted = credentials == null ? text : withoutSecrets(text, credentials);
        String masked = ADDRESS.matcher(UNPRINTABLE
                        .matcher(truncated(redacted, MAX_INPUT_LENGTH))
                        .replaceAll(" "))
                .replaceAll("$1***@$2")
                .strip();
        return masked.codePointCount(0, masked.length()) <= maxLength ? masked : truncated(masked, maxLength - 1) + "…";
    }

    private static String truncated(String text, int codePoints) {
        return text.codePointCount(0, text.length()) <= codePoints
                ? text
                : text.substring(0, text.offsetByCodePoints(0, codePoints));
    }

    /** Some servers echo a command that they do not understand, which may be the one with the password or the token. */
    private static String withoutSecrets(String text, SmtpCredentials credentials) {
        String safe = text;
        for (String secret : credentials.forms()) {
            safe = safe.replace(secret, "****");
        }
        return safe;
    }
}
