package telltale.app.commands;

import jakarta.json.JsonValue;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.judging.DeliveryContext;
import telltale.judging.EventFacts;
import telltale.judging.Headers;
import telltale.judging.Networks;
import telltale.judging.Scope;
import telltale.model.Network;
import telltale.model.Provider;
import telltale.model.VerdictClass;

/**
 * One input line of {@code judge}: a request to be judged.
 *
 * @param id any JSON value, repeated in the output
 * @param headers by case-insensitive name
 * @param address of the client, or null if unknown
 * @param sinceDelivery the time since the mail was accepted, or null if unknown
 * @param label the true class, or null if it is unknown or not asked for
 */
record RequestLine(
        JsonValue id,
        Scope scope,
        String method,
        Map<String, String> headers,
        @Nullable InetAddress address,
        @Nullable Duration sinceDelivery,
        @Nullable Label label) {
    /** Stands for a sort that is not given. */
    static final String UNSTATED = "not stated";

    /**
     * What is known of the sender of a request.
     *
     * @param sort the sort of program, in any words
     */
    record Label(VerdictClass type, String sort) {}

    private static final Instant ACCEPTED = Instant.EPOCH;

    EventFacts facts(Networks networks) {
        Instant at = sinceDelivery == null ? ACCEPTED : ACCEPTED.plus(sinceDelivery);
        int link = scope == Scope.CLICK ? 1 : 0;
        return new EventFacts(scope, link, at, Headers.client(method, headers::get), network(networks));
    }

    /** Without the prefix, which only matters beside other requests, so that more requests have equal facts. */
    private Network network(Networks networks) {
        return address == null
                ? Network.UNKNOWN
                : new Network(networks.classify(address).kind(), 0);
    }

    DeliveryContext context() {
        return new DeliveryContext(sinceDelivery == null ? null : ACCEPTED, Provider.OTHER);
    }
}
