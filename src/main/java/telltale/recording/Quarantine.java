package telltale.recording;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.Event;
import telltale.store.EventsRejected;
import telltale.store.Spool;
import telltale.store.StoreUnavailable;

/** Puts aside an event that no database takes, so that it stops no other. */
final class Quarantine {
    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

    private Quarantine() {}

    /** Says whether it was put aside, or is lost. */
    static boolean put(Spool spool, Event event, EventsRejected why) {
        String reason = String.valueOf(why.getMessage());
        try {
            spool.quarantine(event, reason);
            log.error("The database rejects event {}; it is put aside in the spool: {}", event.id(), reason);
            return true;
        } catch (StoreUnavailable noDisk) {
            log.error("The database rejects event {}, and the spool does not take it either: {}", event.id(), reason);
            return false;
        }
    }
}
