package telltale.doctor;

import telltale.model.WireConstant;

/**
 * What mailbox providers require of bulk senders, and whether it is met.
 *
 * @param id a stable identifier
 * @param text the requirement
 * @param reason what the answer follows from
 */
public record Requirement(String id, String text, Answer answer, String reason) {
    /** Whether a requirement is met. */
    public enum Answer implements WireConstant {
        YES,
        NO,
        UNKNOWN
    }
}
