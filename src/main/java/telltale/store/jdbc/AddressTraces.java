package telltale.store.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import telltale.model.EmailAddress;
import telltale.model.Sha256;

/**
 * The rows that belong to no delivery of a person and have the address in a text: mail that came back and could not be
 * assigned, replies that were forwarded, tests, destinations of links, and the words of a provider. Texts that are encoded,
 * as in Base64, are not found.
 */
final class AddressTraces {
    static final String UNASSIGNED_REPORTS = "unassignedReports";
    static final String FORWARDS = "forwards";
    static final String TESTS = "testDeliveries";
    static final String LINKS = "linkDestinations";

    private static final Sql UNRELATED = Sql.of("""
            select number, recipient || ' ' || diagnostic || ' ' || message_id || ' ' || explanation as texts
            from reports where delivery is null""");
    private static final Sql RAW = Sql.of("select raw from reports where number = :number and raw is not null");
    private static final Sql DELETE_REPORT = Sql.of("delete from reports where number = :number");
    private static final Sql CLEAR_REPORTS = Sql.of("""
            update reports set raw = null, size = 0, diagnostic = '', recipient = ''
            where number in (select report from forwards where sender = :sender)""");
    private static final Sql DELETE_FORWARDS = Sql.of("delete from forwards where sender = :sender");
    private static final Sql TEST_REPORTS = Sql.of("select id, report from test_deliveries where report is not null");
    private static final Sql TEST_MAILS = Sql.of("select delivery, raw from test_mails");
    private static final Sql DELETE_TEST = Sql.of("delete from test_deliveries where id = :id");
    private static final Sql DESTINATIONS = Sql.of("""
            select campaign, key, url from campaign_links
            where lower(url) like :plain escape '!' or lower(url) like :encoded escape '!'""");
    private static final Sql DELETE_LINK =
            Sql.of("delete from campaign_links where campaign = :campaign and key = :key");
    private static final Sql REPLIES = Sql.of("select server, provider, reply from paces");
    private static final Sql CLEAR_REPLY =
            Sql.of("update paces set reply = '' where server = :server and provider = :provider");

    private final Database database;
    private final EmailAddress address;
    private final String plain;
    private final Pattern occurrence;

    AddressTraces(Database database, EmailAddress address) {
        this.database = database;
        this.address = address;
        this.plain = address.toString().toLowerCase(Locale.ROOT);
        // No longer address that ends or begins with this one.
        this.occurrence = Pattern.compile(
                "(?<![\\p{L}\\p{N}._+-])(?:" + alternatives() + ")(?![\\p{L}\\p{N}-]|\\.[\\p{L}\\p{N}])");
    }

    private String alternatives() {
        Set<String> spellings = new TreeSet<>(List.of(
                plain,
                address.wireForm().toLowerCase(Locale.ROOT),
                address.canonical().toLowerCase(Locale.ROOT)));
        new ArrayList<>(spellings).forEach(spelling -> spellings.add(encoded(spelling)));
        return spellings.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    }

    private static String encoded(String spelling) {
        return spelling.replace("@", "%40");
    }

    /** Erases them, and returns the number of deleted rows by class of data. */
    Map<String, Integer> erase(Connection connection) throws SQLException {
        clearReplies(connection);
        return Map.of(
                UNASSIGNED_REPORTS, reports(connection),
                FORWARDS, forwards(connection),
                TESTS, tests(connection),
                LINKS, links(connection));
    }

    private boolean isIn(String text) {
        return occurrence.matcher(text.toLowerCase(Locale.ROOT)).find();
    }

    private boolean isIn(byte[] packed) {
        return isIn(new String(CompressedBytes.unpack(packed).toBytes(), StandardCharsets.UTF_8));
    }

    private int reports(Connection connection) throws SQLException {
        List<Long> found = new ArrayList<>();
        List<Long> others = new ArrayList<>();
        UNRELATED
                .on(connection, database)
                .each(row -> (isIn(row.text("texts")) ? found : others).add(row.number("number")));
        for (long number : others) {
            Optional<byte[]> raw =
                    RAW.on(connection, database).bind("number", number).first(row -> row.bytes("raw"));
            if (raw.isPresent() && isIn(raw.get())) {
                found.add(number);
            }
        }
        DELETE_REPORT.batch(connection, database, found, (delete, number) -> delete.bind("number", number));
        return found.size();
    }

    /** The replies that the person wrote to the mails of others. */
    private int forwards(Connection connection) throws SQLException {
        byte[] sender = Sha256.of(address.canonical());
        CLEAR_REPORTS.on(connection, database).bind("sender", sender).update();
        return DELETE_FORWARDS.on(connection, database).bind("sender", sender).update();
    }

    private int tests(Connection connection) throws SQLException {
        Set<UUID> found = new TreeSet<>();
        TEST_REPORTS.on(connection, database).each(row -> {
            if (isIn(row.text("report"))) {
                found.add(row.id("id"));
            }
        });
        TEST_MAILS.on(connection, database).each(row -> {
            if (isIn(row.bytes("raw"))) {
                found.add(row.id("delivery"));
            }
        });
        DELETE_TEST.batch(connection, database, found, (delete, id) -> delete.bind("id", id));
        return found.size();
    }

    /** The key of a link in a campaign. */
    private record LinkKey(long campaign, String key) {}

    private int links(Connection connection) throws SQLException {
        List<LinkKey> found = new ArrayList<>();
        DESTINATIONS
                .on(connection, database)
                .bind("plain", like(plain))
                .bind("encoded", like(encoded(plain)))
                .each(row -> {
                    if (isIn(row.text("url"))) {
                        found.add(new LinkKey(row.number("campaign"), row.text("key")));
                    }
                });
        DELETE_LINK.batch(
                connection,
                database,
                found,
                (delete, link) -> delete.bind("campaign", link.campaign).bind("key", link.key));
        return found.size();
    }

    private static String like(String part) {
        return "%" + part.replaceAll("[!%_]", "!$0") + "%";
    }

    /** The words of a provider about its pace stay in force without their text. */
    private void clearReplies(Connection connection) throws SQLException {
        List<List<String>> found = new ArrayList<>();
        REPLIES.on(connection, database).each(row -> {
            if (isIn(row.text("reply"))) {
                found.add(List.of(row.text("server"), row.text("provider")));
            }
        });
        CLEAR_REPLY.batch(
                connection,
                database,
                found,
                (clear, pace) -> clear.bind("server", pace.get(0)).bind("provider", pace.get(1)));
    }
}
