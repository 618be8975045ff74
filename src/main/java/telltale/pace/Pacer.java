package telltale.pace;

import java.time.Instant;
import telltale.model.EmailAddress;
import telltale.model.Outcome;
import telltale.store.Lane;

/** Limits the mail to each provider through each mail server. */
public interface Pacer {
    /** Limits nothing, with one provider for all mail. */
    Pacer OFF = new Pacer() {
        @Override
        public String provider(EmailAddress recipient) {
            return "";
        }

        @Override
        public boolean isFree(Lane lane) {
            return true;
        }

        @Override
        public boolean learn(Lane lane, Outcome outcome) {
            return false;
        }

        @Override
        public void report(Lane lane, Instant sentAt, String reply) {}

        @Override
        public int take(Lane lane, int wanted) {
            return wanted;
        }

        @Override
        public void giveBack(Lane lane, int unsent) {}
    };

    /** The provider of a recipient. */
    String provider(EmailAddress recipient);

    /** Whether a lane has no limit. Mail of others waits in the queue until it is taken. */
    boolean isFree(Lane lane);

    /**
     * Learns from the outcome of an attempt.
     *
     * @return whether it is about the provider alone. Once a mail server has passed on such replies of two providers, without a
     *     mail that it accepted in between, the reply is its own.
     */
    boolean learn(Lane lane, Outcome outcome);

    /**
     * Learns from a report that a provider takes less mail.
     *
     * @param sentAt when the mail was accepted by the mail server
     * @param reply the words of the provider
     */
    void report(Lane lane, Instant sentAt, String reply);

    /** Takes up to {@code wanted} mails of what a lane may send now, and returns how many. */
    int take(Lane lane, int wanted);

    /** Returns mails that were taken and are not sent. */
    void giveBack(Lane lane, int unsent);
}
