package telltale.message.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Header text as words. Only words that need it are encoded (RFC 2047), so that filters and people can read the
 * rest in the source of a message.
 */
final class EncodedWords {
    /** RFC 2047 section 2. */
    private static final int MAX_WORD_LENGTH = 75;

    /** RFC 5322 section 2.1.1, without the space that continues a field. */
    private static final int MAX_PLAIN_LENGTH = 997;

    /** Length of {@code =?UTF-8?Q?} and {@code ?=}. */
    private static final int FRAME = 12;

    /** Places of a character that takes four octets, in Q. */
    private static final int WIDEST = 12;

    /** The shortest encoded word that can have any character. */
    private static final int MIN_WORD_LENGTH = FRAME + WIDEST;

    /** Where header text occurs, which decides about the characters that may stay as they are. */
    enum Syntax {
        /** an unstructured field, such as Subject (RFC 2047 section 5, rule 1) */
        TEXT("=?_", "") {
            @Override
            boolean isPlain(String word) {
                return isPrintable(word) && !word.contains("=?");
            }
        },
        /** a display name (RFC 2047 section 5, rule 3) */
        PHRASE("", "!*+-/") {
            @Override
            boolean isPlain(String word) {
                return word.chars().allMatch(c -> isAlphanumeric(c) || ATOM_SYMBOLS.indexOf(c) >= 0)
                        && !word.contains("=?")
                        && !word.isEmpty();
            }
        };

        /** RFC 5322 section 3.2.3. */
        private static final String ATOM_SYMBOLS = "!#$%&'*+-/=?^_`{|}~";

        private final String forbidden;
        private final String allowed;

        Syntax(String forbidden, String allowed) {
            this.forbidden = forbidden;
            this.allowed = allowed;
        }

        /** Whether a word, which may follow further spaces, is correct and unambiguous without encoding. */
        abstract boolean isPlain(String word);

        /** Whether Q may have this character as it is (RFC 2047 section 4.2, rule 3). */
        private boolean isLiteral(int c) {
            return isAlphanumeric(c)
                    || (allowed.isEmpty() ? c > ' ' && c < 0x7f && forbidden.indexOf(c) < 0 : allowed.indexOf(c) >= 0);
        }

        /**
         * Where an encoded word ends that has no space for the character at an index. In a display name, this is after a
         * space if possible, because the email package of Python shows one between two encoded words.
         */
        private int end(String text, int start, int index) {
            int space = this == PHRASE ? text.lastIndexOf(' ', index - 1) : -1;
            return space > start ? space + 1 : index;
        }

        private int widthInQ(int c) {
            return c == ' ' || isLiteral(c) ? 1 : 3 * octets(c);
        }
    }

    private EncodedWords() {}

    /** Whether all characters are printable ASCII or spaces. */
    static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    /** Splits text at spaces, so that the words joined by single spaces are the text: further spaces begin the next word. */
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == ' ' && (i == 0 || text.charAt(i - 1) != ' ')) {
                words.add(text.substring(start, i));
                start = i + 1;
            }
        }
        words.add(text.substring(start));
        return words;
    }

    /**
     * Encodes the words of a text that need it, together with the spaces between them.
     *
     * @param space the places in the first line, which an encoded word at the start uses if they suffice for any character
     * @return parts between which a line may end, each without a space at its end
     */
    static List<String> encode(String text, Syntax syntax, int space) {
        int firstLength = space < MIN_WORD_LENGTH ? MAX_WORD_LENGTH : Math.min(space, MAX_WORD_LENGTH);
        List<String> words = split(text);
        boolean[] encoded = toEncode(words, syntax);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (!encoded[i]) {
                parts.add(words.get(i));
                continue;
            }
            int start = i;
            while (i + 1 < words.size() && encoded[i + 1]) {
                i++;
            }
            String run = String.join(" ", words.subList(start, i + 1));
            parts.addAll(shortest(run, syntax, parts.isEmpty() ? firstLength : MAX_WORD_LENGTH));
        }
        return parts;
    }

    private static boolean[] toEncode(List<String> words, Syntax syntax) {
        boolean[] encoded = new boolean[words.size()];
        for (int i = 0; i < encoded.length; i++) {
            String word = words.get(i);
            boolean atEnd = word.chars().allMatch(c -> c == ' ') && encoded.length > 1;
            boolean collapses = syntax == Syntax.PHRASE && word.startsWith(" ");
            if (atEnd || collapses) {
                // Spaces that would be lost are encoded with the word before or after them.
                encoded[i] = true;
                encoded[i == 0 ? 1 : i - 1] = true;
            } else if (word.length() > MAX_PLAIN_LENGTH || !(word.isEmpty() || syntax.isPlain(word))) {
                encoded[i] = true;
            }
        }
        return encoded;
    }

    private static List<String> shortest(String text, Syntax syntax, int firstLength) {
        List<String> q = words(text, syntax, firstLength, false);
        List<String> b = words(text, syntax, firstLength, true);
        return length(q) <= length(b) ? q : b;
    }

    private static int length(List<String> words) {
        return words.stream().mapToInt(word -> word.length() + 1).sum();
    }

    /** Encodes text, with complete characters in each encoded word (RFC 2047 section 5). */
    private static List<String> words(String text, Syntax syntax, int firstLength, boolean base64) {
        List<String> words = new ArrayList<>();
        int space = firstLength - FRAME;
        int start = 0;
        int octets = 0;
        int inQ = 0;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            octets += octets(c);
            inQ += syntax.widthInQ(c);
            if ((base64 ? (octets + 2) / 3 * 4 : inQ) > space) {
                int end = syntax.end(text, start, i);
                words.add(word(text.substring(start, end), syntax, base64));
                space = MAX_WORD_LENGTH - FRAME;
                start = end;
                i = end;
                octets = 0;
                inQ = 0;
            } else {
                i += Character.charCount(c);
            }
        }
        words.add(word(text.substring(start), syntax, base64));
        return words;
    }

    private static String word(String text, Syntax syntax, boolean base64) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return base64
                ? "=?UTF-8?B?" + Base64.getEncoder().encodeToString(octets) + "?="
                : "=?UTF-8?Q?" + q(octets, syntax) + "?=";
    }

    private static StringBuilder q(byte[] octets, Syntax syntax) {
        StringBuilder text = new StringBuilder(2 * octets.length);
        for (byte octet : octets) {
            if (octet == ' ') {
                text.append('_');
            } else if (syntax.isLiteral(octet)) {
                text.append((char) octet);
            } else {
                text.append('=').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return text;
    }

    /** Octets of a character in UTF-8 (RFC 3629 section 3). */
    private static int octets(int c) {
        return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
