package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import telltale.model.ConsentDecision;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.postgres.PostgresServer;
import telltale.store.ConsentsContract;
import telltale.store.Store;

class PostgresConsentsTest extends ConsentsContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return PostgresStores.open(url, keys);
    }

    @Override
    protected Connection connect() throws SQLException {
        Connection connection = PostgresServer.connect(url);
        connection.setSchema("telltale");
        return connection;
    }

    @Test
    void aDecisionRecordedAtOneNodeHoldsAtOnceAtAnotherThatHasCachedTheDelivery() {
        DeliveryId delivery = delivery();
        try (Store there = PostgresStores.open(url, address -> Optional.of(KEYS.keyOf(address)))) {
            assertEquals(1, there.append(List.of(open(delivery, 1))).stored());
            record(of(opens(ConsentDecision.WITHDRAWN, 2)));
            assertEquals(1, there.append(List.of(open(delivery, 3))).withdrawn().size());
            record(of(opens(ConsentDecision.GIVEN, 4)));
            assertEquals(1, there.append(List.of(open(delivery, 3))).withdrawn().size());
            assertEquals(1, there.append(List.of(open(delivery, 5))).stored());
        }
    }
}
