package telltale.store.jdbc;

import java.sql.SQLException;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.PrivacyProfile;

/** The columns of an event in the tables that keep events apart from the recorded ones. */
final class EventColumns {
    private EventColumns() {}

    static Sql.Query bind(Sql.Query insert, Event event) {
        DeliveryId delivery = event.delivery();
        return insert.bind("id", event.id())
                .bind("delivery", delivery == null ? null : delivery.value())
                .bind("kind", event.kind())
                .bind("link", event.link())
                .bind("agent", event.client().agent())
                .bind("flags", event.client().flagBits())
                .bind("network", event.network().kind())
                .bind("prefix", event.network().prefix());
    }

    static Event read(Row row, DeliveryId delivery, PrivacyProfile profile) throws SQLException {
        return new Event(
                row.id("id"),
                row.constant(EventKind.class, "kind"),
                delivery,
                row.integer("link"),
                new Client(row.text("agent"), row.number("flags")),
                new Network(row.constant(Network.Kind.class, "network"), row.number("prefix")),
                profile);
    }
}
