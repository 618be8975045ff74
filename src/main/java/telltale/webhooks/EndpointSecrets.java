package telltale.webhooks;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.token.SecretBox;

/**
 * The secrets of an endpoint: its signing keys, the current one last, and header fields, which may contain a password.
 */
public record EndpointSecrets(List<TimedKey> keys, List<RequestField> headers) {
    /** The purpose of the {@link SecretBox} that encrypts them. */
    public static final String PURPOSE = "webhook";

    private static final String NO_END = "-";
    /** Limits the length of the header field of signatures if keys are replaced often. */
    private static final int MAX_OLD_KEYS = 4;

    public EndpointSecrets {
        keys = List.copyOf(keys);
        headers = List.copyOf(headers);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("an endpoint has a signing key");
        }
    }

    /**
     * A signing key.
     *
     * @param until when it ends, or null
     */
    public record TimedKey(String text, @Nullable Instant until) {
        /** Whether it signs at a time. */
        boolean isValid(Instant now) {
            return until == null || now.isBefore(until);
        }
    }

    /** The secrets of a new endpoint. */
    public static EndpointSecrets of(SigningKey key, List<RequestField> headers) {
        return new EndpointSecrets(List.of(new TimedKey(key.text(), null)), headers);
    }

    /** The current key. */
    public SigningKey current() {
        return SigningKey.parse(keys.get(keys.size() - 1).text());
    }

    /** These secrets with a new key; the last old ones also sign until a time. */
    public EndpointSecrets rotated(SigningKey key, Instant until, Instant now) {
        List<TimedKey> kept = new ArrayList<>();
        for (TimedKey old : keys.subList(Math.max(0, keys.size() - MAX_OLD_KEYS), keys.size())) {
            Instant end = old.until == null || until.isBefore(old.until) ? until : old.until;
            if (now.isBefore(end)) {
                kept.add(new TimedKey(old.text, end));
            }
        }
        kept.add(new TimedKey(key.text(), null));
        return new EndpointSecrets(kept, headers);
    }

    /** These secrets with other header fields. */
    public EndpointSecrets withHeaders(List<RequestField> fields) {
        return new EndpointSecrets(keys, fields);
    }

    /** Encrypts them. */
    public String seal(SecretBox box) {
        List<String> lines = new ArrayList<>();
        keys.forEach(key -> lines.add("key " + (key.until == null ? NO_END : key.until) + " " + key.text));
        headers.forEach(field -> lines.add("field " + field.name() + " " + field.value()));
        return box.seal(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    /** Decrypts them; empty if they were encrypted with another key. */
    public static Optional<EndpointSecrets> open(SecretBox box, String sealed) {
        return box.open(sealed).map(bytes -> read(new String(bytes, StandardCharsets.UTF_8)));
    }

    private static EndpointSecrets read(String text) {
        List<TimedKey> keys = new ArrayList<>();
        List<RequestField> headers = new ArrayList<>();
        Stream.of(text.split("\n", -1)).map(line -> line.split(" ", 3)).forEach(parts -> {
            if (parts[0].equals("key")) {
                keys.add(new TimedKey(parts[2], parts[1].equals(NO_END) ? null : Instant.parse(parts[1])));
            } else {
                headers.add(new RequestField(parts[1], parts[2]));
            }
        });
        return new EndpointSecrets(keys, headers);
    }
}
