package telltale.store.jdbc;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import telltale.model.EventKind;
import telltale.model.Provider;
import telltale.model.StoredConstant;
import telltale.store.EventCount;
import telltale.store.Figures;
import telltale.store.Metric;
import telltale.store.Statistics.Dimension;
import telltale.store.jdbc.StatisticsCounters.Counted;

/**
 * What one delivery adds to the statistics: a function of its facts, its judged events and the keys of its links.
 *
 * @param series the series of its campaign and privacy profile
 * @param facts what is counted besides its judged events
 * @param activity its judged events
 */
record Contribution(long series, Provider provider, List<EventCount> facts, List<EventCount> activity, LinkKeys links) {
    Contribution {
        facts = List.copyOf(facts);
        activity = List.copyOf(activity);
    }

    /** The text that the database has besides the activity. */
    String counted() {
        return provider.number() + "\n" + EventCounts.text(facts);
    }

    /** The contribution whose text {@link #counted} returned. */
    static Contribution parse(long series, String counted, List<EventCount> activity, LinkKeys links) {
        int end = counted.indexOf('\n');
        return new Contribution(
                series,
                StoredConstant.of(Provider.class, Integer.parseInt(counted.substring(0, end))),
                EventCounts.parse(counted.substring(end + 1)),
                activity,
                links);
    }

    /**
     * Adds it to changes of counters.
     *
     * @param sign 1, or -1 to subtract it
     */
    void addTo(Map<Counted, Figures.Sum> changes, int sign) {
        Map<Counted, Figures.Sum> own = new HashMap<>();
        for (EventCount fact : facts) {
            addToWhole(own, fact.metric(), fact.quarter(), fact.count());
        }
        for (EventCount event : activity) {
            addToWhole(own, event.metric(), event.quarter(), event.count());
            if (!event.client().isEmpty()) {
                add(own, ofClient(event.client(), event.quarter()), event.metric(), event.count());
            }
            if (event.link() > 0) {
                addLink(own, event.link(), event.quarter(), event.metric(), event.count());
            }
        }
        addFirsts(own);
        own.forEach((key, sum) -> {
            Figures figures = sum.figures();
            Figures.Sum change = changes.computeIfAbsent(key, added -> new Figures.Sum());
            Metric.ALL.forEach(metric -> change.add(metric, sign * figures.get(metric)));
        });
    }

    /** Counts the delivery once where a person first opened or clicked: at all, with each client, and each link. */
    private void addFirsts(Map<Counted, Figures.Sum> own) {
        first(event -> true).ifPresent(at -> addToWhole(own, Metric.SEEN, at, 1));
        first(Contribution::isClick).ifPresent(at -> addToWhole(own, Metric.CLICKED, at, 1));
        Set<String> clients = new HashSet<>();
        Set<Integer> numbers = new HashSet<>();
        activity.forEach(event -> {
            clients.add(event.client());
            numbers.add(event.link());
        });
        clients.remove("");
        numbers.remove(0);
        for (String client : clients) {
            first(event -> event.client().equals(client))
                    .ifPresent(at -> add(own, ofClient(client, at), Metric.SEEN, 1));
            first(event -> event.client().equals(client) && isClick(event))
                    .ifPresent(at -> add(own, ofClient(client, at), Metric.CLICKED, 1));
        }
        addFirstsOfLinks(own, numbers);
    }

    /** Several links of a mail may have one key, under which the delivery counts once. */
    private void addFirstsOfLinks(Map<Counted, Figures.Sum> own, Set<Integer> numbers) {
        Set<String> keys = new HashSet<>();
        Set<String> hosts = new HashSet<>();
        for (int number : numbers) {
            String key = links.key(number);
            if (CampaignSeries.hasCampaign(series) && keys.add(key)) {
                first(event -> event.link() > 0 && links.key(event.link()).equals(key))
                        .ifPresent(at -> add(own, ofLink(series, key, at), Metric.CLICKED, 1));
            }
            String host = links.host(number);
            if (hosts.add(host)) {
                first(event -> event.link() > 0 && links.host(event.link()).equals(host))
                        .ifPresent(at -> add(own, ofLink(CampaignSeries.allOf(series), host, at), Metric.CLICKED, 1));
            }
        }
    }

    /** The quarter hour of the first event by a person that meets a condition. */
    private OptionalLong first(Predicate<EventCount> condition) {
        return activity.stream()
                .filter(event -> event.metric().isByPerson() && condition.test(event))
                .mapToLong(EventCount::quarter)
                .min();
    }

    private static boolean isClick(EventCount event) {
        return event.metric().kind() == EventKind.CLICK;
    }

    private void addToWhole(Map<Counted, Figures.Sum> own, Metric metric, long quarter, int count) {
        add(own, new Counted(series, Dimension.TOTAL, quarter, ""), metric, count);
        add(own, new Counted(series, Dimension.PROVIDER, quarter, provider.wireName()), metric, count);
    }

    private void addLink(Map<Counted, Figures.Sum> own, int link, long quarter, Metric metric, int count) {
        if (CampaignSeries.hasCampaign(series)) {
            add(own, ofLink(series, links.key(link), quarter), metric, count);
        }
        add(own, ofLink(CampaignSeries.allOf(series), links.host(link), quarter), metric, count);
    }

    private static Counted ofLink(long of, String key, long quarter) {
        return new Counted(of, Dimension.LINK, quarter, key);
    }

    private Counted ofClient(String client, long quarter) {
        return new Counted(series, Dimension.CLIENT, quarter, client);
    }

    private static void add(Map<Counted, Figures.Sum> own, Counted key, Metric metric, int count) {
        own.computeIfAbsent(key, added -> new Figures.Sum()).add(metric, count);
    }
}
