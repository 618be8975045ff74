package telltale.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.SmtpReply;
import telltale.settings.SmtpServer.Login;

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
    static SmtpReply of(SmtpReply reply, @Nullable Login login) {
        return reply.withText(of(reply.text(), login));
    }

    static String of(String text, @Nullable Login login) {
        return bounded(text, login, MAX_LENGTH);
    }

    /** Returns a text that may be stored, with at most that many characters. */
    static String bounded(String text, @Nullable Login login, int maxLength) {
        String redacted = login == null ? text : withoutSecrets(text, login);
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

    /** Some servers echo a command that they do not understand, which may be the one with the password. */
    private static String withoutSecrets(String text, Login login) {
        String password = login.password().reveal();
        String plain = login.user() + "\0" + login.user() + "\0" + password;
        String safe = text;
        for (String secret : List.of(base64(plain), base64(password), password)) {
            safe = secret.isEmpty() ? safe : safe.replace(secret, "****");
        }
        return safe;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
