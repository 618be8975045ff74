package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import telltale.model.WebhookType;

/** The events for webhooks that were composed about a person, in transactions of the caller. */
final class PersonWebhooks {
    private static final String OF_PERSON =
            " from webhook_events where (person = ? or delivery in (select number from deliveries where person = ?))";
    private static final String OF_ACTIVITY = " and type in ("
            + Stream.of(WebhookType.OPEN, WebhookType.CLICK, WebhookType.VERDICT_CHANGED)
                    .map(type -> "'" + type.wireName() + "'")
                    .collect(Collectors.joining(", "))
            + ")";

    private PersonWebhooks() {}

    /** Deletes all of them, with what waits for an endpoint and the log of attempts; returns their number. */
    static int delete(Connection connection, long person) throws SQLException {
        return PersonErasure.run(connection, "delete" + OF_PERSON, person, person);
    }

    /** Deletes those about opens and clicks: the person objected to it. */
    static void deleteActivity(Connection connection, long person) throws SQLException {
        PersonErasure.run(connection, "delete" + OF_PERSON + OF_ACTIVITY, person, person);
    }
}
