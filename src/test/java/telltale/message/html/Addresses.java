package telltale.message.html;

import java.util.List;
import java.util.Random;

/** Random URLs, valid and invalid, from parts that URL parsers interpret differently. */
public final class Addresses {
    private static final List<String> STARTS = List.of(
            "http://",
            "https://",
            "HTTPS://",
            "https://",
            "http://",
            "https:",
            "https:/",
            "https:\\\\",
            "https:///",
            "//",
            "/",
            "/\\",
            "\\\\",
            "./",
            "../",
            "?",
            "#",
            " https://",
            "\thttps://",
            "ht\ntps://",
            "ftp://",
            "mailto:",
            "");

    private static final List<String> HOSTS = List.of(
            "a.example",
            "A.Example",
            "b\u00fccher.example",
            "B\u00dcCHER.example",
            "bu\u0308cher.example",
            "stra\u00dfe.example",
            "\u03c3\u03c2.example",
            "\u2764.example",
            "\uD83D\uDC4B.example",
            "a\u3002example",
            "a\uff0eexample",
            "\uff41.example",
            "\u2100.example",
            "a\u00adb.example",
            "a\u200db.example",
            "\u0130.example",
            "\u212a.example",
            "\u1e9e.example",
            "\u0645\u062a\u062c\u0631.example",
            "\u4f8b\u3048.example",
            "xn--bcher-kva.example",
            "xn--a.example",
            "a_b.example",
            "-a.example",
            "a..example",
            "a.example.",
            "%61.example",
            "b%C3%BC.example",
            "\u00fc%41.example",
            "1.2.3.4",
            "0x7f.1",
            "\u0661.example",
            "256.256.256.256",
            "[::1]",
            "[2001:db8::1]",
            "[::",
            "ann@a.example",
            "ann:p\u00fc@a.example",
            "a@b@a.example",
            "@a.example",
            "a b.example",
            "a^b.example",
            "\u3164.example",
            "\u2260.example",
            "\ufb01.example",
            "\u10a0.example",
            "\u1c90.example",
            "");

    private static final List<String> RESTS = List.of(
            "/",
            "/a/../b//./c",
            "/%7e%zz%",
            "/\u00fc\u0308\uD83D\uDC4B",
            "?",
            "?a=b&c=%20+\u00fc'\"<>`{}|^\\",
            "#",
            "#\u00fc \"<>`",
            ":80",
            ":443",
            ":0",
            ":99999",
            ":x",
            ":",
            "\\",
            "\\b",
            " ",
            "\t",
            "\r\n",
            "\u00a0",
            "\u2028",
            "\u0001",
            "\u007f",
            "\u0085",
            "\ufeff",
            "\ufffd",
            "..",
            "@",
            "a",
            "/a b/",
            "//c.example/",
            "[",
            "]",
            ";",
            "&amp;");

    private Addresses() {}

    public static String random(Random random) {
        StringBuilder address = new StringBuilder(any(STARTS, random)).append(host(random));
        for (int rests = random.nextInt(4); rests > 0; rests--) {
            address.append(any(RESTS, random));
        }
        return address.toString();
    }

    private static String host(Random random) {
        return random.nextInt(4) > 0 ? any(HOSTS, random) : letters(random) + ".example";
    }

    /** Random letters and symbols of any script that the JDK supports. */
    private static String letters(Random random) {
        return random.ints(0x80, 0x20000)
                .filter(c -> Character.isLetter(c) || Character.getType(c) == Character.OTHER_SYMBOL)
                .limit(1 + random.nextInt(3))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String any(List<String> pieces, Random random) {
        return pieces.get(random.nextInt(pieces.size()));
    }
}
