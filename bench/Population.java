import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import telltale.model.EmailAddress;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.DeliveryState;
import telltale.model.Uuid7;

/**
 * The mails and opens that every benchmark uses: 100,000 deliveries of 1,000 campaigns, sent one after the other within
 * 90 days, and opens by 200 mail clients, most of them soon after the delivery. Equal seeds give equal events.
 */
final class Population {
    static final int DELIVERIES = 100_000;
    static final int CAMPAIGNS = 1_000;
    private static final int AGENTS = 200;
    private static final Duration SPAN = Duration.ofDays(90);
    private static final double MEAN_HOURS_TO_OPEN = 36;

    private final Instant end;
    private final List<DeliveryId> deliveries = new ArrayList<>(DELIVERIES);
    private final List<Client> clients = new ArrayList<>(AGENTS);

    /** @param end the end of the 90 days, in milliseconds since the epoch */
    Population(long end) {
        this.end = Instant.ofEpochMilli(end);
        RandomGenerator random = new Random(1);
        for (int number = 0; number < DELIVERIES; number++) {
            deliveries.add(new DeliveryId(Uuid7.at(start().plus(SPAN.multipliedBy(number).dividedBy(DELIVERIES)), random)));
        }
        for (int number = 0; number < AGENTS; number++) {
            clients.add(Client.of(agent(number), number % 3 == 0 ? Set.of() : Set.of(Client.Flag.ACCEPTS_IMAGES)));
        }
    }

    List<DeliveryId> deliveries() {
        return deliveries;
    }

    List<String> agents() {
        return clients.stream().map(Client::agent).toList();
    }

    static String campaign(int number) {
        return "newsletter-2026-" + number % CAMPAIGNS;
    }

    /** Returns the campaign of a delivery; the deliveries of a campaign are consecutive. */
    private static String campaignOf(int delivery) {
        return campaign(delivery / (DELIVERIES / CAMPAIGNS));
    }

    Delivery delivery(int number) {
        DeliveryId id = deliveries.get(number);
        return new Delivery(
                id,
                EmailAddress.parse("reader." + number + "@mail" + number % 97 + ".example.org"),
                campaignOf(number),
                "What is new in week " + number % 52,
                DeliveryState.ACCEPTED,
                id.createdAt().plusMillis(900),
                "250 2.0.0 Ok: queued as " + Integer.toHexString(number * 7919));
    }

    /** Returns the opens from position {@code from} to {@code to} among {@code total}, in order of time. */
    List<Event> opens(long from, long to, long total) {
        List<Event> opens = new ArrayList<>((int) (to - from));
        for (long number = from; number < to; number++) {
            Random random = new Random(number);
            Instant at = start().plusMillis(SPAN.toMillis() / total * number + random.nextInt(50));
            opens.add(open(at, random));
        }
        return opens;
    }

    /** Returns opens of random deliveries at the current time, as the writer gets them under load. */
    List<Event> opensNow(int count, Random random) {
        List<Event> opens = new ArrayList<>(count);
        Instant now = Instant.now();
        for (int i = 0; i < count; i++) {
            opens.add(event(now, deliveries.get(random.nextInt(DELIVERIES)), random));
        }
        return opens;
    }

    private Event open(Instant at, Random random) {
        double hours = -Math.log(1 - random.nextDouble()) * MEAN_HOURS_TO_OPEN;
        long sent = Duration.between(start(), at).toMillis() - (long) (hours * 3_600_000);
        int number = sent < 0 ? random.nextInt(100) : (int) Math.min(DELIVERIES - 1, sent * DELIVERIES / SPAN.toMillis());
        return event(at, deliveries.get(number), random);
    }

    private Event event(Instant at, DeliveryId delivery, Random random) {
        return new Event(
                Uuid7.at(at, random),
                EventKind.OPEN,
                delivery, 0,
                clients.get(random.nextInt(AGENTS)),
                new Network(Network.Kind.PUBLIC, random.nextInt(1 << 24)));
    }

    private Instant start() {
        return end.minus(SPAN);
    }

    private static String agent(int number) {
        int version = 90 + number / 5;
        return switch (number % 5) {
            case 0 -> "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/" + version
                    + ".0.0.0 Safari/537.36";
            case 1 -> "Mozilla/5.0 (iPhone; CPU iPhone OS 17_" + number / 5 + " like Mac OS X) AppleWebKit/605.1.15 (KHTML,"
                    + " like Gecko) Mobile/15E148";
            case 2 -> "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/" + version + ".0 (via ggpht.com GoogleImageProxy)";
            case 3 -> "Mozilla/5.0 (X11; Linux x86_64; rv:" + version + ".0) Gecko/20100101 Thunderbird/" + version + ".1";
            default -> "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0." + 100 * version + "; Pro)";
        };
    }
}
