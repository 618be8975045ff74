package telltale.doctor.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import telltale.dns.Addresses;
import telltale.dns.PinnedHttp;
import telltale.dns.PinnedHttp.Answer;
import telltale.doctor.Finding;
import telltale.doctor.http.GuardedHttp;
import telltale.judging.Headers;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Network.Kind;
import telltale.model.Verdict;
import telltale.store.TestDeliveries;

/**
 * Fetches tracking addresses as mail programs do, each that of a test delivery of its own, so that no verdict depends on
 * another fetch.
 */
final class Fetches {
    private static final int OK = 200;
    private static final int FOUND = 302;
    /** With what rewriting changes: an encoded slash, a double slash, both cases, and many characters. */
    private static final String LONG_PATH = "/a%2Fb//C%20d?q=" + "x".repeat(1_400);

    private final TestDeliveries tests;
    private final TestFetcher fetcher;
    private final GuardedHttp http;
    private final Patience patience;
    private final Supplier<DeliveryId> deliveries;
    private final List<Finding> findings = new ArrayList<>();
    private final List<SimulatedFetch> fetches = new ArrayList<>();

    /** @param deliveries creates and stores a test delivery */
    Fetches(
            TestDeliveries tests,
            TestFetcher fetcher,
            GuardedHttp http,
            Patience patience,
            Supplier<DeliveryId> deliveries) {
        this.tests = tests;
        this.fetcher = fetcher;
        this.http = http;
        this.patience = patience;
        this.deliveries = deliveries;
    }

    /** A fetch that was answered. */
    private record Done(MailProgram program, DeliveryId delivery, InetAddress from) {}

    List<Finding> findings() {
        return findings;
    }

    List<SimulatedFetch> fetches() {
        return fetches;
    }

    void run() throws InterruptedException {
        String host = fetcher.host().name();
        if (!(http.find(fetcher.host()) instanceof GuardedHttp.Found.Client client)) {
            findings.add(
                    FetchFinding.FETCH_NOT_TRIED.of(host, "It leads to no address that may be fetched from here."));
            return;
        }
        List<Done> done = new ArrayList<>();
        for (MailProgram program : MailProgram.ALL) {
            DeliveryId delivery = deliveries.get();
            InetAddress from = fetch(client.http(), program, delivery);
            if (from == null) {
                return;
            }
            done.add(new Done(program, delivery, from));
        }
        checkLongLink(client.http());
        fetcher.awaitStored();
        var unused = patience.until(
                () -> done.stream().noneMatch(one -> tests.events(one.delivery).isEmpty()), patience.fetch());
        done.forEach(this::add);
        addSummary(host);
    }

    /** Returns the address of this machine, or null if the fetch failed. */
    private @Nullable InetAddress fetch(PinnedHttp pinned, MailProgram program, DeliveryId delivery) {
        String host = fetcher.host().name();
        try {
            URI address = program.fetched() == EventKind.CLICK
                    ? fetcher.link(delivery, fetcher.base() + "/")
                    : fetcher.pixel(delivery);
            Answer answer = pinned.request("GET", address, program.fields());
            if (answer.status() == (program.fetched() == EventKind.CLICK ? FOUND : OK)) {
                return answer.from();
            }
            findings.add(FetchFinding.FETCH_FAILED.of(
                    host, "The fetch of " + program.name() + " was answered with " + answer.status() + "."));
        } catch (IOException failed) {
            findings.add(FetchFinding.FETCH_FAILED.of(
                    host, "The fetch of " + program.name() + " failed: " + failed.getMessage()));
        }
        return null;
    }

    /** A proxy may limit the length of addresses, or rewrite the Location field, such as by decoding it. */
    private void checkLongLink(PinnedHttp pinned) {
        String destination = fetcher.base() + LONG_PATH;
        URI address = fetcher.link(deliveries.get(), destination);
        String seen;
        try {
            Answer answer = pinned.request("GET", address);
            if (answer.field("Location").equals(destination)) {
                return;
            }
            seen = "An address of " + address.toString().length() + " characters was answered with " + answer.status()
                    + " and Location \"" + answer.field("Location") + "\".";
        } catch (IOException failed) {
            seen = "The fetch failed: " + failed.getMessage();
        }
        findings.add(FetchFinding.FETCH_LINK_CHANGED.of(fetcher.host().name(), seen));
    }

    private void add(Done done) {
        List<Event> events = tests.events(done.delivery);
        Event recorded = events.isEmpty() ? null : events.get(0);
        Event there = inNetworkOf(done.program, recorded, done.delivery);
        Verdict verdict = fetcher.judge(there);
        fetches.add(new SimulatedFetch(
                done.program.name(),
                done.program.fetched(),
                recorded == null ? "" : recorded.network().text(),
                recorded == null ? null : fetcher.judge(recorded),
                verdict,
                fetcher.explain(verdict)));
        if (recorded != null && isHidden(recorded.network(), done.from) && !hasHidden()) {
            findings.add(FetchFinding.FETCH_NETWORK_HIDDEN.of(
                    fetcher.host().name(),
                    "The fetch came from " + done.from.getHostAddress() + ", and was recorded as one from "
                            + recorded.network().text() + "."));
        }
    }

    /** The same event as if it came from the network of the program. */
    private static Event inNetworkOf(MailProgram program, @Nullable Event recorded, DeliveryId delivery) {
        Client client = recorded == null ? Headers.client("GET", name -> field(program, name)) : recorded.client();
        return new Event(
                recorded == null ? delivery.value() : recorded.id(),
                program.fetched(),
                delivery,
                program.fetched() == EventKind.CLICK ? 1 : 0,
                client,
                new Network(program.network(), 0));
    }

    private static @Nullable String field(MailProgram program, String name) {
        return program.fields().stream()
                .filter(field -> field.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                .map(field -> field.substring(name.length() + 2))
                .findFirst()
                .orElse(null);
    }

    /** Whether a request from a public address was taken for one from a proxy of this network. */
    static boolean isHidden(Network seen, InetAddress from) {
        return Addresses.isPublic(from) && (seen.kind() == Kind.PRIVATE || seen.kind() == Kind.LOOPBACK);
    }

    private boolean hasHidden() {
        return findings.stream().anyMatch(finding -> finding.type() == FetchFinding.FETCH_NETWORK_HIDDEN);
    }

    private void addSummary(String host) {
        List<String> lost = fetches.stream()
                .filter(fetch -> fetch.here() == null)
                .map(SimulatedFetch::client)
                .toList();
        findings.add(
                lost.isEmpty()
                        ? FetchFinding.FETCH_RECORDED.of(host, "All " + fetches.size() + " fetches were recorded.")
                        : FetchFinding.FETCH_LOST.of(host, "Not recorded: " + String.join(", ", lost) + "."));
    }
}
