package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import telltale.model.DeliveryId;
import telltale.model.Suppression;

/** The note that a recipient unsubscribed by a certain mail, which statistics count. */
final class Unsubscription {
    private static final Sql NOTE =
            Sql.of("update deliveries set unsubscribed_at = :at where id = :id and unsubscribed_at is null");

    private Unsubscription() {}

    /** Notes the first unsubscription by a delivery; other suppressions are none. */
    static void note(Connection connection, Database database, DeliveryId delivery, Suppression suppression)
            throws SQLException {
        if (suppression.reason().equals(Suppression.UNSUBSCRIBED)) {
            NOTE.on(connection, database)
                    .bind("id", delivery.value())
                    .bind("at", suppression.at())
                    .update();
        }
    }
}
