package telltale.store;

import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;

/** Whether a reply is forwarded, stored with its report. */
public sealed interface NewForward {
    /**
     * It is forwarded, unless that would exceed a limit of {@link Forwards}.
     *
     * @param sender the SHA-256 of the address that wrote it, by which its forwarded mails are counted
     * @param mail all its octets
     */
    record Owed(EmailAddress to, ImmutableBytes sender, ImmutableBytes mail) implements NewForward {}

    /**
     * It is not forwarded.
     *
     * @param reason in words, for an administrator
     */
    record Refused(String reason) implements NewForward {}
}
