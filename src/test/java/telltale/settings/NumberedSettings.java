package telltale.settings;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The settings that exist up to nine times. */
final class NumberedSettings {
    private NumberedSettings() {}

    /** The names and values of other settings, followed by those of these. */
    static String[] with(String... others) {
        Stream<String> mailboxes = IntStream.rangeClosed(1, 9)
                .mapToObj(number -> number == 1 ? "" : "_" + number)
                .flatMap(suffix -> Stream.of(
                        "INBOUND_URL" + suffix,
                        "imaps://ann@imap.example.com/Bounces" + suffix,
                        "INBOUND_PASS" + suffix,
                        "pass-word-3",
                        "EMAIL_SERVERS" + suffix,
                        "relay" + suffix.replace('_', '-') + " smtps://ann@relay" + suffix.replace('_', '-')
                                + ".example.com weight=2",
                        "EMAIL_SERVERS_PASS" + suffix,
                        "pass-word-4"));
        return Stream.concat(Stream.of(others), mailboxes).toArray(String[]::new);
    }
}
