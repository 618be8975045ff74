package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import telltale.model.EmailAddress;
import telltale.model.FailureReason;
import telltale.model.PersonKey;
import telltale.model.ReportKind;
import telltale.postgres.PostgresServer;
import telltale.store.NewReport;
import telltale.store.ReportsContract;
import telltale.store.Store;

class PostgresReportsTest extends ReportsContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return PostgresStores.open(url, keys);
    }

    @Override
    protected long number(String sql) {
        return PostgresStores.number(url, sql);
    }

    /** A deadlock would be retried, so the server counts them. */
    @Test
    void theSameOctetsAtTwoNodesCountOnceWithoutADeadlock() throws Exception {
        List<NewReport> mails = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            NewReport bounce = bounce(accepted("spring"), FailureReason.MAILBOX_GONE, day(1));
            mails.add(i % 5 == 0 ? report(null, ReportKind.UNRELATED, day(1)) : bounce);
        }
        try (Store other = open()) {
            assertEquals(100, storedAtOnce(store, other, mails));
        }
        assertEquals(80, counted(ReportKind.BOUNCE));
        assertEquals(0, number("select deadlocks from pg_stat_database where datname = current_database()"));
        assertSound();
    }
}
