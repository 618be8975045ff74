package telltale.recording;

import java.time.Duration;
import java.util.Random;
import telltale.judging.Networks;
import telltale.model.PrivacyProfile;
import telltale.spool.Spool;
import telltale.store.Store;
import telltale.supervision.Supervisor;

/** Event logs for tests of the transfer into the database. */
final class EventLogs {
    private EventLogs() {}

    /** A started event log, which records individual opens and clicks. */
    static EventLog start(Store store, Spool spool, Random random) {
        EventLog log = new EventLog(
                Supervisor.withoutExit(),
                store,
                spool,
                null,
                Networks::builtIn,
                random,
                1_000,
                Duration.ofSeconds(20),
                Duration.ofMillis(20),
                PrivacyProfile.INDIVIDUAL,
                event -> false);
        log.start();
        return log;
    }
}
