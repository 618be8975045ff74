package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.Sha256;
import telltale.store.Statistics;

/**
 * The destinations of the links of campaigns, which outlive the messages. A mail refers to the list of its links, which it
 * shares with the other mails of its message.
 */
final class CampaignLinks {
    private static final int KEY_LENGTH = 16;
    /** A host without the tags of a template, after a scheme and user information. */
    private static final Pattern HOST = Pattern.compile(
            "https?://(?:[^/?#@\\\\]*+@)?(\\[[^\\]]*+]|[^/?#:{}\\\\ ]++)(?![{}])", Pattern.CASE_INSENSITIVE);

    private static final Sql FIND = Sql.of("select number from link_lists where hash = :hash");
    private static final Sql INSERT =
            Sql.of("insert into link_lists (hash, links) values (:hash, :links) on conflict do nothing");
    private static final Sql KEYS = Sql.of("select key from campaign_links where campaign = :campaign");
    private static final Sql ADD =
            Sql.of("insert into campaign_links (campaign, key, url) values (:campaign, :key, :url)"
                    + " on conflict do nothing");
    private static final Sql DESTINATIONS =
            Sql.of("select key, url from campaign_links where campaign = :campaign order by key");

    private final Database database;

    CampaignLinks(Database database) {
        this.database = database;
    }

    /**
     * The number of a list of links, which is stored if it is new.
     *
     * @param urls the destinations in the order of the links' numbers
     * @return null for no campaign or no links
     */
    @Nullable
    Long list(Connection connection, @Nullable Long campaign, List<String> urls) throws SQLException {
        if (campaign == null || urls.isEmpty()) {
            return null;
        }
        byte[] hash = Sha256.of(campaign + "\n" + String.join("\n", urls));
        Optional<Long> existing = find(connection, hash);
        if (existing.isPresent()) {
            return existing.get();
        }
        String links = links(connection, campaign, urls);
        INSERT.on(connection, database).bind("hash", hash).bind("links", links).update();
        return find(connection, hash).orElse(null);
    }

    private Optional<Long> find(Connection connection, byte[] hash) throws SQLException {
        return FIND.on(connection, database).bind("hash", hash).first(row -> row.number("number"));
    }

    private String links(Connection connection, long campaign, List<String> urls) throws SQLException {
        Map<String, String> keys = new TreeMap<>();
        Map<String, String> hosts = new TreeMap<>();
        urls.forEach(url -> {
            keys.put(key(url), url);
            hosts.put(host(url), "");
        });
        Set<String> known = add(connection, campaign, keys);
        Set<String> knownHosts = add(connection, CampaignSeries.ALL, hosts);
        return urls.stream()
                .map(url -> either(known, key(url)) + " " + either(knownHosts, host(url)))
                .collect(Collectors.joining("\n"));
    }

    private static String either(Set<String> known, String key) {
        return known.contains(key) ? key : Statistics.OTHER;
    }

    /**
     * Adds the links that a campaign does not have, as long as there are few.
     *
     * @param links URLs by key, in the order in which rows are locked
     * @return the keys that it has now
     */
    private Set<String> add(Connection connection, long campaign, Map<String, String> links) throws SQLException {
        Set<String> known = new HashSet<>(
                KEYS.on(connection, database).bind("campaign", campaign).all(row -> row.text("key")));
        List<Map.Entry<String, String>> added = new ArrayList<>();
        for (Map.Entry<String, String> link : links.entrySet()) {
            if (known.size() < Statistics.MAX_KEYS && known.add(link.getKey())) {
                added.add(link);
            }
        }
        ADD.batch(
                connection,
                database,
                added,
                (insert, link) -> insert.bind("campaign", campaign)
                        .bind("key", link.getKey())
                        .bind("url", link.getValue()));
        return known;
    }

    /** The key of a link in its campaign. */
    static String key(String url) {
        return HexFormat.of().formatHex(Sha256.of(url)).substring(0, KEY_LENGTH);
    }

    /** The host of a URL in lower case, or {@link Statistics#UNKNOWN} if it is not fixed. */
    private static String host(String url) {
        Matcher matcher = HOST.matcher(url);
        return matcher.lookingAt() ? matcher.group(1).toLowerCase(Locale.ROOT) : Statistics.UNKNOWN;
    }

    /** The destinations of a campaign's links by key. */
    Map<String, String> destinations(Connection connection, long campaign) throws SQLException {
        Map<String, String> found = new TreeMap<>();
        DESTINATIONS
                .on(connection, database)
                .bind("campaign", campaign)
                .each(row -> found.put(row.text("key"), row.text("url")));
        return found;
    }
}
