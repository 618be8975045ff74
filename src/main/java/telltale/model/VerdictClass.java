package telltale.model;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Who or what loaded a pixel or clicked a link. Each has its own number in the database, which never changes. */
public enum VerdictClass implements StoredConstant, WireConstant {
    /** a person, by a request from that person's own program */
    HUMAN_DIRECT(1),
    /** a person, by a request from the mail provider's proxy */
    HUMAN_VIA_PROXY(2),
    /** a program that loads in advance, whether or not a person reads the message */
    PREFETCH(3),
    /** a security scanner that examines messages and links */
    SCANNER(4),
    /** a program that previews a link shared by a person */
    UNFURLER(5),
    /** any other program */
    BOT(6),
    /** cannot be determined */
    UNKNOWN(7);

    private final int number;

    VerdictClass(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** Whether a person opened or clicked. */
    public boolean isPerson() {
        return this == HUMAN_DIRECT || this == HUMAN_VIA_PROXY;
    }

    /** Whether a program acted on its own. */
    public boolean isMachine() {
        return !isPerson() && this != UNKNOWN;
    }

    /** The class as which a verdict counts: unknown if it is merely suspected. */
    public VerdictClass counted(Confidence confidence) {
        return confidence == Confidence.SUSPECTED ? UNKNOWN : this;
    }

    /**
     * The class with the given value.
     *
     * @throws IllegalArgumentException naming the permitted values
     */
    public static VerdictClass ofWireName(String wireName) {
        for (VerdictClass type : values()) {
            if (type.wireName().equals(wireName)) {
                return type;
            }
        }
        throw new IllegalArgumentException("a class must be one of "
                + Arrays.stream(values()).map(VerdictClass::wireName).collect(Collectors.joining(", ")));
    }
}
