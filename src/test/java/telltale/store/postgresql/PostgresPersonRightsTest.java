package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.postgres.PostgresServer;
import telltale.store.PersonRightsContract;
import telltale.store.Store;

class PostgresPersonRightsTest extends PersonRightsContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return PostgresStores.open(url, keys);
    }

    @Test
    void aRestrictionAtOneNodeHoldsAtOnceAtAnotherThatHasCachedTheDelivery() {
        DeliveryId delivery = delivery(ANN);
        try (Store there = PostgresStores.open(url, address -> Optional.of(KEYS.keyOf(address)))) {
            assertEquals(1, there.append(List.of(load(delivery, 1))).stored());
            store.persons().rights().restrict(ANN, NOON);
            assertEquals(1, there.append(List.of(load(delivery, 2))).withdrawn().size());
            store.persons().rights().release(ANN);
            assertEquals(1, there.append(List.of(load(delivery, 3))).stored());
        }
    }
}
