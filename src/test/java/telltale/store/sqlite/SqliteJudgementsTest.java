package telltale.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.assessment.AssessmentService;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Uuid7;
import telltale.store.JudgementsContract;
import telltale.store.Store;

class SqliteJudgementsTest extends JudgementsContract {
    @TempDir
    Path home;

    @Override
    protected Store open() {
        return SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5));
    }

    @Test
    void aDeliveryOfANewerVersionBlocksNoOther() throws Exception {
        try (Store store = open()) {
            DeliveryId newer = made(store, "ann@example.com");
            DeliveryId known = made(store, "bob@example.com");
            SQLiteDataSource file = new SQLiteDataSource();
            file.setUrl("jdbc:sqlite:" + home.resolve("telltale.db"));
            try (Connection connection = file.getConnection();
                    Statement update = connection.createStatement()) {
                assertEquals(
                        1, update.executeUpdate("update deliveries set provider = 99 where recipient like 'ann%'"));
            }
            AssessmentService verdicts = new AssessmentService(Ruleset.builtIn(), Networks::builtIn);
            store.judgements().judge(10, verdicts::judgement);

            assertEquals(0, store.judgements().countPending(10));
            assertEquals(
                    Set.of(known), store.judgements().of(List.of(newer, known)).keySet());
        }
    }

    private DeliveryId made(Store store, String to) {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        store.insert(new Delivery(id, EmailAddress.parse(to), null, "Hi", DeliveryState.SENDING, null, null));
        store.append(List.of(new Event(
                Uuid7.at(NOON, random), EventKind.OPEN, id, 0, Client.of("curl", Set.of()), Network.UNKNOWN)));
        return id;
    }
}
