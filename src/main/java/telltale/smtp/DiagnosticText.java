package telltale.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.settings.SmtpServer.Login;

/** What is kept of a conversation: one line that holds no secret and no whole address, whatever the server repeated. */
final class DiagnosticText {
    private static final int LONGEST = 500;

    /** A server may say as much as it likes; looking for addresses in it takes time that grows with its square. */
    private static final int LONGEST_READ = 4000;

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\s]+");
    private static final Pattern ADDRESS =
            Pattern.compile("([^\\s<>()\\[\\]\",:;@])[^\\s<>()\\[\\]\",:;@]*@([^\\s<>()\\[\\]\",:;@]+)");

    private DiagnosticText() {}

    static String of(String text, @Nullable Login login) {
        String known = login == null ? text : withoutSecrets(text, login);
        String masked = ADDRESS.matcher(
                        UNPRINTABLE.matcher(cut(known, LONGEST_READ)).replaceAll(" "))
                .replaceAll("$1***@$2")
                .strip();
        return masked.codePointCount(0, masked.length()) <= LONGEST ? masked : cut(masked, LONGEST - 1) + "…";
    }

    private static String cut(String text, int codePoints) {
        return text.codePointCount(0, text.length()) <= codePoints
                ? text
                : text.substring(0, text.offsetByCodePoints(0, codePoints));
    }

    /** Some servers repeat the line that they did not understand, which may be the one with the password. */
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
