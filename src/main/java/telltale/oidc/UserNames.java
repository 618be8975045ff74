package telltale.oidc;

import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import telltale.model.Sha256;

/**
 * The names under which people are shown and audited: {@code ann@example.com (248289761001)}. Addresses and user names may be
 * assigned to another person later or be chosen by people themselves; the identifier in parentheses ({@code sub}) never is
 * (OpenID Connect Core section 5.7).
 */
final class UserNames {
    private static final int MAX_NAME = 90;
    private static final int MAX_SUBJECT = 100;
    private static final int KEPT_OF_SUBJECT = 70;

    private UserNames() {}

    /** The name of a person, of at most 200 characters, by the claims of a valid ID token. */
    static String of(Map<String, Object> claims) {
        String subject = subject(String.valueOf(claims.get("sub")));
        return Stream.of("email", "preferred_username")
                .map(claims::get)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(name -> !name.isBlank())
                .findFirst()
                .map(name -> shortened(SignInException.printable(name), MAX_NAME) + " (" + subject + ")")
                .orElse(subject);
    }

    /** An identifier; a digest takes the place of what cannot be shown, so that no two are alike. */
    private static String subject(String sub) {
        String shown = SignInException.printable(sub);
        if (shown.equals(sub) && sub.length() <= MAX_SUBJECT) {
            return sub;
        }
        byte[] digest = Sha256.of(sub);
        return shortened(shown, KEPT_OF_SUBJECT)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(digest).substring(0, 22);
    }

    private static String shortened(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end) + "…";
    }
}
