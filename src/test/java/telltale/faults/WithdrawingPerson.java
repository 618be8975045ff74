package telltale.faults;

import java.util.concurrent.atomic.AtomicInteger;

/** A recipient of one mail, who withdraws or not. */
final class WithdrawingPerson {
    /** How much later than its withdrawal an open must not be stored. */
    private static final long GRACE_MILLIS = 1_000;

    final String address;
    final PixelRequests mail;
    final AtomicInteger answered = new AtomicInteger();
    /** The milliseconds at which the withdrawal was answered. */
    private volatile long withdrawn = Long.MAX_VALUE - GRACE_MILLIS;

    WithdrawingPerson(String address, PixelRequests mail) {
        this.address = address;
        this.mail = mail;
    }

    /** Notes that the withdrawal was answered now. */
    void withdraw() {
        withdrawn = System.currentTimeMillis();
    }

    /** Whether a time is after the answer to the withdrawal. */
    boolean isAfterWithdrawal(long millis) {
        return millis > withdrawn;
    }

    /** Whether a time is more than a second after the answer to the withdrawal. */
    boolean isLate(long millis) {
        return millis > withdrawn + GRACE_MILLIS;
    }
}
