package telltale.web.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.assessment.ActiveNetworks;
import telltale.rules.InvalidDataFileException;
import telltale.web.http.Fields;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code /api/v1/networks}: lists that say whose an address is. {@code GET} all or the text of one, {@code PUT} one to
 * adopt it, {@code DELETE} an adopted one.
 */
public final class NetworksApi {
    /** Maximum size in bytes; Apple's list, the longest known, is a third of it. */
    public static final int MAX_LIST_BYTES = 32 * 1024 * 1024;

    private final ActiveNetworks networks;
    private final Clock clock;

    public NetworksApi(ActiveNetworks networks, Clock clock) {
        this.networks = networks;
        this.clock = clock;
    }

    /** A page of lists, in the order of their names. */
    public Response list(RoutedRequest request) {
        Slice<ActiveNetworks.ListInfo> slice =
                Slice.of(networks.all(), ActiveNetworks.ListInfo::name, request.query("limit", "cursor"));
        return Response.json(new Page(slice.items().stream().map(ListJson::of).toList(), slice.next()));
    }

    /** The text of a list. */
    public Response get(RoutedRequest request) {
        request.query();
        Optional<String> text = networks.text(request.variable());
        if (text.isEmpty()) {
            return notFound("There is no list of this name.");
        }
        return response -> {
            response.setContentType("text/plain; charset=utf-8");
            response.getOutputStream().write(text.get().getBytes(StandardCharsets.UTF_8));
        };
    }

    /** Adopts a list. */
    public Response adopt(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        String name = EntryName.validated(request.variable(), "a list");
        String text = Fields.body(request.http(), MAX_LIST_BYTES);
        try {
            return Response.json(ListJson.of(networks.adopt(name, text, clock.instant())));
        } catch (InvalidDataFileException invalid) {
            return new Problem(Problem.Type.INVALID_REQUEST, String.valueOf(invalid.getMessage()))
                    .with("field", "body")
                    .with("line", String.valueOf(invalid.line()));
        }
    }

    /** Removes an adopted list. */
    public Response remove(RoutedRequest request) {
        request.query();
        return networks.remove(request.variable())
                ? Response.noContent()
                : notFound("No list of this name was adopted.");
    }

    private record Page(List<ListJson> networks, @Nullable String next) {}

    private record ListJson(
            String name,
            String version,
            String network,
            int ranges,
            @Nullable Instant adoptedAt) {
        static ListJson of(ActiveNetworks.ListInfo list) {
            return new ListJson(
                    list.name(), list.version(), list.network().wireName(), list.ranges(), list.adoptedAt());
        }
    }

    private static Problem notFound(String detail) {
        return new Problem(Problem.Type.NOT_FOUND, detail);
    }
}
