package telltale.restore;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import telltale.erasure.ErasureFile;
import telltale.erasure.ErasureLedger;
import telltale.erasure.WithdrawalFile;
import telltale.erasure.WithdrawalLedger;
import telltale.store.Store;

/** The ledgers in the home of a node, from which a restored database gets what it does not know. */
public final class Ledgers {
    private Ledgers() {}

    /** What a node does when it starts, before it stores any hit. */
    public static void apply(Store store, Path home, Clock clock) {
        Duration unused = erasures(store, home).step();
        Duration unusedToo = new WithdrawalLedger(
                        store.persons().rights().denials(), new WithdrawalFile(home.resolve("withdrawals")), clock)
                .step();
    }

    /** The ledger of the persons who were erased. */
    public static ErasureLedger erasures(Store store, Path home) {
        return new ErasureLedger(store.persons().rights(), new ErasureFile(home.resolve("erasures")));
    }
}
