package telltale.web.api;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import telltale.assessment.ActiveNetworks;
import telltale.judging.InvalidDataFileException;
import telltale.web.http.Fields;
import telltale.web.http.Json;
import telltale.web.http.PathToken;
import telltale.web.http.Problem;

/**
 * {@code /api/v1/networks}: lists that say whose an address is. {@code GET} all or the text of one, {@code PUT} one to
 * adopt it, {@code DELETE} an adopted one.
 */
public final class NetworksServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    /** Maximum size in bytes; Apple's list, the longest known, is a third of it. */
    public static final int MAX_LIST_BYTES = 32 * 1024 * 1024;

    private final transient ActiveNetworks networks;
    private final transient Clock clock;

    public NetworksServlet(ActiveNetworks networks, Clock clock) {
        this.networks = networks;
        this.clock = clock;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields.ofQuery(request).allowOnly(Set.of());
        String name = PathToken.of(request);
        if (name.isEmpty()) {
            JsonArrayBuilder all = Json.PROVIDER.createArrayBuilder();
            networks.all().forEach(list -> all.add(json(list)));
            Json.send(
                    response,
                    HttpServletResponse.SC_OK,
                    Json.object().add("networks", all).build());
            return;
        }
        Optional<String> text = networks.text(name);
        if (text.isEmpty()) {
            notFound("There is no list of this name.").send(response);
            return;
        }
        response.setContentType("text/plain; charset=utf-8");
        response.getOutputStream().write(text.get().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields.ofQuery(request).allowOnly(Set.of());
        String name = EntryName.validated(PathToken.of(request), "a list");
        byte[] body = request.getInputStream().readNBytes(MAX_LIST_BYTES + 1);
        if (body.length > MAX_LIST_BYTES) {
            new Problem(Problem.Type.REQUEST_TOO_LARGE, "A list is limited to " + MAX_LIST_BYTES + " bytes.")
                    .send(response);
            return;
        }
        try {
            ActiveNetworks.ListInfo adopted = networks.adopt(name, Fields.utf8(body, "body"), clock.instant());
            Json.send(response, HttpServletResponse.SC_OK, json(adopted).build());
        } catch (InvalidDataFileException invalid) {
            new Problem(Problem.Type.INVALID_REQUEST, String.valueOf(invalid.getMessage()))
                    .with("field", "body")
                    .with("line", String.valueOf(invalid.line()))
                    .send(response);
        }
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (networks.remove(PathToken.of(request))) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else {
            notFound("No list of this name was adopted.").send(response);
        }
    }

    private static JsonObjectBuilder json(ActiveNetworks.ListInfo list) {
        return Json.object()
                .add("name", list.name())
                .add("version", list.version())
                .add("network", list.network().word())
                .add("ranges", list.ranges())
                .add("adoptedAt", Json.instant(list.adoptedAt()));
    }

    private static Problem notFound(String detail) {
        return new Problem(Problem.Type.NOT_FOUND, detail);
    }
}
