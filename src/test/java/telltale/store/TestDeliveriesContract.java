package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.FailureReason;
import telltale.model.Network;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.model.Uuid7;
import telltale.store.Reports.Stored;

/** The contract of test deliveries with every database. */
public abstract class TestDeliveriesContract extends ReportsFixture {
    private final DeliveryId test = new DeliveryId(Uuid7.at(NOON, random));

    /** Opens a connection to the database of the store. */
    protected abstract Connection connect() throws SQLException;

    /** The statement that returns the names of all tables. */
    protected abstract String tableNames();

    @Test
    void nothingButTheTestChangesByItsOpensClicksAndReports() throws Exception {
        DeliveryId real = accepted("spring");
        store.append(List.of(event(real, EventKind.OPEN, 1), event(real, EventKind.CLICK, 2)));
        store(bounce(accepted("spring"), FailureReason.MAILBOX_GONE, day(1)));
        store.testDeliveries().create(test);
        judgeAll(NEWEST);
        Map<String, List<String>> before = contents();
        Event open = event(test, EventKind.OPEN, 3);
        Event click = event(test, EventKind.CLICK, 4);

        assertEquals(
                new AppendResult(0, 0, 0, Set.of(), Set.of(open.id(), click.id())), store.append(List.of(open, click)));
        NewReport bounce = bounce(test, FailureReason.MAILBOX_GONE, day(1));
        NewReport complaint = report(test, ReportKind.COMPLAINT, day(2));
        List<Stored> stored = reports().store(List.of(bounce, complaint), CONSEQUENCES, null);
        judgeAll(NEWEST);

        assertEquals(before, contents());
        assertEquals(List.of(false, false), stored.stream().map(Stored::isNew).toList());
        assertEquals(List.of(open, click), store.testDeliveries().events(test));
        assertEquals(
                List.of(
                        new TestDeliveries.Mail(day(1), "bounce", bounce.raw()),
                        new TestDeliveries.Mail(day(2), "complaint", complaint.raw())),
                store.testDeliveries().mails(test));
        assertEquals(Optional.empty(), store.delivery(test));
        assertEquals(Optional.empty(), store.activity(test));
        assertSound();
    }

    @Test
    void aBatchHasEventsOfTestsAndOfMails() {
        store.testDeliveries().create(test);
        DeliveryId real = accepted("spring");
        Event unknown = event(new DeliveryId(Uuid7.at(NOON, random)), EventKind.OPEN, 1);
        Event open = event(test, EventKind.OPEN, 2);
        AppendResult result = store.replay(new UUID(1, 1), List.of(event(real, EventKind.OPEN, 3), unknown, open), 3);
        assertEquals(new AppendResult(1, 0, 1, Set.of(), Set.of(open.id())), result);
        assertEquals(1, store.events(real, 10).size());
        assertEquals(List.of(open), store.testDeliveries().events(test));
    }

    @Test
    void aReportWithoutASignedIdentifierIsOfNoTest() {
        store.testDeliveries().create(test);
        NewReport signed = bounce(test, FailureReason.MAILBOX_GONE, day(1));
        NewReport unsigned = new NewReport(
                signed.id(),
                signed.receivedAt(),
                signed.source(),
                signed.digest(),
                signed.facts(),
                test,
                ReportMatch.UNSIGNED_ID,
                signed.raw(),
                null);
        assertTrue(store(unsigned).isNew());
        assertEquals(List.of(), store.testDeliveries().mails(test));
    }

    @Test
    void eventsOfATestAreLimited() {
        store.testDeliveries().create(test);
        List<Event> many = new ArrayList<>();
        for (int i = 0; i <= TestDeliveries.MAX_OF_DELIVERY; i++) {
            many.add(event(test, EventKind.OPEN, i));
        }
        store.append(many);
        assertEquals(
                TestDeliveries.MAX_OF_DELIVERY,
                store.testDeliveries().events(test).size());
    }

    @Test
    void theReportOfATestIsStoredWithIt() {
        TestDeliveries tests = store.testDeliveries();
        assertEquals(Optional.empty(), tests.report(test));
        tests.create(test);
        assertEquals(Optional.empty(), tests.report(test));
        tests.setReport(test, "{}");
        tests.setReport(test, "{\"a\":1}");
        assertEquals(Optional.of("{\"a\":1}"), tests.report(test));
    }

    @Test
    void oldTestsAreDeletedWithAllOfTheirs() {
        TestDeliveries tests = store.testDeliveries();
        tests.create(test);
        tests.setReport(test, "{}");
        store.append(List.of(event(test, EventKind.OPEN, 1)));
        reports().store(List.of(bounce(test, FailureReason.MAILBOX_GONE, day(1))), CONSEQUENCES, null);
        tests.create(new DeliveryId(Uuid7.at(NOON.plus(TestDeliveries.RETENTION).plusSeconds(1), random)));
        assertEquals(Optional.empty(), tests.report(test));
        assertEquals(List.of(), tests.events(test));
        assertEquals(List.of(), tests.mails(test));
        assertEquals(0, number("select count(*) from test_events"));
        assertFalse(store.append(List.of(event(test, EventKind.OPEN, 1))).unknownDelivery() == 0);
    }

    private Event event(DeliveryId delivery, EventKind kind, int second) {
        return new Event(
                Uuid7.at(NOON.plusSeconds(60 + second), random),
                kind,
                delivery,
                kind == EventKind.CLICK ? 1 : 0,
                new Client(CHROME, 0),
                Network.UNKNOWN);
    }

    /** Every row of every table but those of tests. */
    private Map<String, List<String>> contents() throws SQLException {
        Map<String, List<String>> contents = new TreeMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            List<String> names = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(tableNames())) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            assertTrue(
                    names.containsAll(List.of("deliveries", "statistics", "campaign_counters", "reports")),
                    names.toString());
            for (String name : names) {
                if (!name.startsWith("test_") && !name.equals("replays")) {
                    contents.put(name, rows(statement, name));
                }
            }
        }
        return contents;
    }

    private static List<String> rows(Statement statement, String table) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery("select * from " + table)) {
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.append(result.getString(i)).append('|');
                }
                rows.add(row.toString());
            }
        }
        rows.sort(null);
        return rows;
    }
}
