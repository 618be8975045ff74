package telltale.intake;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FolderNotFoundException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import telltale.store.StoreUnavailableException;

/** What an exception says, in one line without an address. */
final class FailureText {
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>\"'(),;]+@[^\\s<>\"'(),;]*");
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\s]+");
    private static final int MAX_LENGTH = 400;
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

    /** Our words for it, or the first message of the exception and its causes; Angus wraps those of the network. */
    private static String text(Exception failed) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failed; cause != null && causes.size() < MAX_CAUSES; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes.stream()
                .flatMap(cause -> ourWords(cause).stream())
                .findFirst()
                .or(() -> causes.stream()
                        .flatMap(cause -> message(cause).stream())
                        .findFirst())
                .orElse(failed.getClass().getSimpleName());
    }

    private static Optional<String> ourWords(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return Optional.of("there is no host of this name");
        }
        if (cause instanceof ConnectException) {
            return Optional.of("there is no connection to this host and port: " + cause.getMessage());
        }
        return cause instanceof FolderNotFoundException
                ? Optional.of("there is no folder of this name")
                : Optional.empty();
    }

    private static Optional<String> message(Throwable cause) {
        return Optional.ofNullable(cause.getMessage()).filter(message -> !message.isBlank());
    }
}
