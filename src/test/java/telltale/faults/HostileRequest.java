package telltale.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A malicious request that is valid enough to pass the container.
 *
 * @param fields the lines of the header fields
 */
record HostileRequest(Target target, String method, String path, List<String> fields) {
    /** Chosen so that the header stays below Tomcat's limit of 8 kB even with the longest token. */
    private static final int MAX_AGENT = 1_500;

    private static final int MAX_PADDING = 1_500;
    private static final int MAX_TOKEN = 4_000;
    private static final String TOKEN_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final int TOKEN_CHARACTERS = 48;
    private static final String PIXEL = "/app/pixel";

    /** The kind of address that is requested. */
    enum Target {
        MAIL,
        NO_MAIL,
        RANDOM_TOKEN,
        FORGED_TOKEN
    }

    /** Creates a random request; one in eight is a HEAD. */
    static HostileRequest next(RandomGenerator random, List<PixelRequests> mails) {
        Target target = Target.values()[random.nextInt(Target.values().length)];
        String mail = mails.get(random.nextInt(mails.size())).path();
        String path = switch (target) {
            case MAIL -> mail;
            case NO_MAIL -> PIXEL;
            case RANDOM_TOKEN -> PIXEL + "/" + token(random) + ".gif";
            case FORGED_TOKEN -> forged(random, mail);
        };
        return new HostileRequest(target, random.nextInt(8) == 0 ? "HEAD" : "GET", path, fields(random));
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /** Whether it is a hit: every GET, even with an invalid token, but no HEAD. */
    boolean isHit() {
        return !isHead();
    }

    boolean isBadToken() {
        return isHit() && (target == Target.RANDOM_TOKEN || target == Target.FORGED_TOKEN);
    }

    private static String token(RandomGenerator random) {
        StringBuilder token = new StringBuilder();
        for (int left = 1 + random.nextInt(MAX_TOKEN); left > 0; left--) {
            token.append(tokenCharacter(random));
        }
        return token.toString();
    }

    /** Returns a valid token with one character changed. */
    private static String forged(RandomGenerator random, String path) {
        int position = PIXEL.length() + 1 + random.nextInt(TOKEN_CHARACTERS);
        char other = tokenCharacter(random);
        while (other == path.charAt(position)) {
            other = tokenCharacter(random);
        }
        return path.substring(0, position) + other + path.substring(position + 1);
    }

    private static char tokenCharacter(RandomGenerator random) {
        return TOKEN_ALPHABET.charAt(random.nextInt(TOKEN_ALPHABET.length()));
    }

    private static List<String> fields(RandomGenerator random) {
        List<String> fields = new ArrayList<>();
        fields.add("User-Agent: " + text(random, MAX_AGENT));
        addSometimes(fields, random, "Sec-Purpose: prefetch");
        addSometimes(fields, random, "X-Moz: prefetch");
        addSometimes(fields, random, "Referer: http://example.com/");
        addSometimes(fields, random, "Via: 1.1 example.com");
        addSometimes(fields, random, "Accept: image/*");
        addSometimes(fields, random, "DNT: 0");
        addSometimes(fields, random, "X-Padding: " + text(random, MAX_PADDING));
        return fields;
    }

    private static void addSometimes(List<String> fields, RandomGenerator random, String field) {
        if (random.nextBoolean()) {
            fields.add(field);
        }
    }

    /** RFC 9110 section 5.5: visible characters, spaces, and {@code obs-text}, which takes two bytes when stored. */
    private static String text(RandomGenerator random, int longest) {
        StringBuilder text = new StringBuilder();
        for (int left = 1 + random.nextInt(longest); left > 0; left--) {
            text.append((char) (random.nextInt(4) == 0 ? random.nextInt(0x20, 0x7F) : random.nextInt(0xA0, 0x100)));
        }
        return text.toString();
    }
}
