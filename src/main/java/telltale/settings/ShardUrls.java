package telltale.settings;

import java.util.Arrays;
import java.util.HashSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import telltale.model.Uuid7;

/** Reads the URLs of further databases by their numbers, such as {@code 1=jdbc:postgresql://db1/telltale,2=…}. */
final class ShardUrls {
    /** A comma that is followed by another number: hosts of one URL are separated by commas, too. */
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*(?=[0-9]+\\s*=)");

    private static final Pattern ENTRY = Pattern.compile("([0-9]{1,4})\\s*=\\s*(.*)");

    private ShardUrls() {}

    /**
     * Parses and checks them.
     *
     * @param first the URL of the first database
     * @throws IllegalArgumentException with a message that states the error and never contains a URL
     */
    static SortedMap<Integer, String> parse(String text, String first) {
        SortedMap<Integer, String> urls = new TreeMap<>();
        HashSet<String> places = new HashSet<>();
        places.add(place(first));
        for (String entry : COMMA.split(text, -1)) {
            Matcher parts = ENTRY.matcher(entry);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "it is not number=URL of each further database, separated by commas");
            }
            int number = Integer.parseInt(parts.group(1));
            String url = parts.group(2);
            check(number, url);
            if (urls.put(number, url) != null) {
                throw new IllegalArgumentException("it has the number " + number + " twice");
            }
            if (!places.add(place(url))) {
                throw new IllegalArgumentException(
                        "the URL of number " + number + " is that of another number or of TELLTALE_DATABASE_URL");
            }
        }
        return urls;
    }

    private static void check(int number, String url) {
        if (number < 1 || number >= Uuid7.SHARDS) {
            throw new IllegalArgumentException("its number " + number + " is not from 1 to " + (Uuid7.SHARDS - 1));
        }
        try {
            PostgreSqlUrl.check(url);
        } catch (IllegalArgumentException invalid) {
            throw new IllegalArgumentException("the URL of number " + number + ": " + invalid.getMessage(), invalid);
        }
    }

    /** A URL without its parameters. */
    private static String place(String url) {
        return url.replaceFirst("\\?.*", "");
    }

    /** The part of the value that may be shown. */
    static String mask(String text) {
        return Arrays.stream(COMMA.split(text, -1)).map(ShardUrls::maskEntry).collect(Collectors.joining(","));
    }

    private static String maskEntry(String entry) {
        Matcher parts = ENTRY.matcher(entry);
        return parts.matches() ? parts.group(1) + "=" + PostgreSqlUrl.mask(parts.group(2)) : "…";
    }
}
