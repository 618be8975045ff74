package telltale.intake;

import jakarta.mail.AuthenticationFailedException;
import java.util.regex.Pattern;
import telltale.store.StoreUnavailableException;

/** What an exception says, in one line without an address. */
final class FailureText {
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>\"'(),;]+@[^\\s<>\"'(),;]*");
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\s]+");
    private static final int MAX_LENGTH = 200;
    private static final int MAX_CAUSES = 5;

    private FailureText() {}

    static String of(Exception failed) {
        if (failed instanceof StoreUnavailableException) {
            return "the database is unavailable";
        }
        String text = text(failed);
        String line =
                ADDRESS.matcher(CONTROLS.matcher(text).replaceAll(" ").strip()).replaceAll("***");
        String whole = failed instanceof AuthenticationFailedException ? "the login was refused: " + line : line;
        return whole.length() <= MAX_LENGTH ? whole : whole.substring(0, MAX_LENGTH - 1) + "…";
    }

    /** The first message of the exception or its causes; Angus wraps those of the network. */
    private static String text(Exception failed) {
        Throwable cause = failed;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            String message = cause.getMessage();
            if (message != null && !message.isBlank()) {
                return message;
            }
            cause = cause.getCause();
        }
        return failed.getClass().getSimpleName();
    }
}
