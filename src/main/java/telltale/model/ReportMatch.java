package telltale.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the delivery that a report is about was found, the most reliable first. A signed identifier proves which delivery is meant,
 * not who wrote the report: everyone who has the mail can repeat it.
 */
public enum ReportMatch implements StoredConstant, WireConstant {
    /** a signed address that is still valid */
    TOKEN(1, Confidence.CERTAIN),
    /** a signed Message-ID or envelope identifier */
    MESSAGE_ID(2, Confidence.PROBABLE),
    /** the identifier that the mail server gave the mail */
    QUEUE_ID(3, Confidence.PROBABLE),
    /** a signed address that has expired */
    EXPIRED_TOKEN(4, Confidence.SUSPECTED),
    /** a Message-ID of ours without a valid signature */
    UNSIGNED_ID(5, Confidence.SUSPECTED),
    /** the address of the recipient alone */
    RECIPIENT(6, Confidence.SUSPECTED),
    /** no delivery was found */
    NONE(7, null);

    private final int number;
    private final @Nullable Confidence confidence;

    ReportMatch(int number, @Nullable Confidence confidence) {
        this.number = number;
        this.confidence = confidence;
    }

    @Override
    public int number() {
        return number;
    }

    /** Whether an identifier proves that the delivery is meant, which this installation signed and which is still valid. */
    public boolean isSigned() {
        return this == TOKEN || this == MESSAGE_ID;
    }

    /** How sure it is that the report is about the delivery; empty without one. */
    public Optional<Confidence> confidence() {
        return Optional.ofNullable(confidence);
    }
}
