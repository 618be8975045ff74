package telltale.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Who or what loaded a pixel or followed a link. Each has its own number in the database, for ever. */
public enum VerdictClass implements StoredConstant {
    /** a person, whose own program asked */
    HUMAN_DIRECT(1),
    /** a person, whose mail provider asked in their stead */
    HUMAN_VIA_PROXY(2),
    /** a program that loads in advance, whether or not anybody will look */
    PREFETCH(3),
    /** a program that looks for danger in mails and links */
    SCANNER(4),
    /** a program that shows what is behind a link which somebody passed on */
    UNFURLER(5),
    /** any other program */
    BOT(6),
    /** nobody can tell, and nobody guesses */
    UNKNOWN(7);

    private final int number;

    VerdictClass(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** Whether a person read or clicked. */
    public boolean isPerson() {
        return this == HUMAN_DIRECT || this == HUMAN_VIA_PROXY;
    }

    /** Whether a program acted by itself. */
    public boolean isMachine() {
        return !isPerson() && this != UNKNOWN;
    }

    /**
     * The class of such a word.
     *
     * @throws IllegalArgumentException naming all of them
     */
    public static VerdictClass ofWord(String word) {
        for (VerdictClass type : values()) {
            if (type.word().equals(word)) {
                return type;
            }
        }
        throw new IllegalArgumentException("a class is one of "
                + Arrays.stream(values()).map(VerdictClass::word).collect(Collectors.joining(", ")));
    }

    /** The word in the API and in rulesets, such as {@code human-via-proxy}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
