package telltale.settings;

import java.util.regex.Pattern;

/**
 * What a mail provider sends in the field Authorization of each notification.
 *
 * @param credentials {@code user:password} (RFC 7617) or a token (RFC 6750)
 * @param isBasic whether it is user and password
 */
public record NotificationLogin(Secret credentials, boolean isBasic) {
    /** Only the password or token protects a public address, so it must be too long to guess. */
    private static final int MIN_LENGTH = 16;

    private static final Pattern USER = Pattern.compile("[!-~&&[^:]]+:");
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]{" + MIN_LENGTH + ",}");

    /**
     * Parses {@code user:password}, or a token, which has no colon.
     *
     * @throws IllegalArgumentException if either is too short or not ASCII; the message does not contain it
     */
    public static NotificationLogin parse(String text) {
        int colon = text.indexOf(':');
        boolean isBasic = colon >= 0;
        boolean hasUser = !isBasic || USER.matcher(text.substring(0, colon + 1)).matches();
        if (!hasUser || !PRINTABLE.matcher(text.substring(colon + 1)).matches()) {
            throw new IllegalArgumentException("");
        }
        return new NotificationLogin(new Secret(text), isBasic);
    }
}
