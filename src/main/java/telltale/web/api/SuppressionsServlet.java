package telltale.web.api;

import jakarta.json.JsonArrayBuilder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.store.DeliveryQuery;
import telltale.store.Persons;
import telltale.store.Persons.Suppressed;
import telltale.web.http.Fields;
import telltale.web.http.Json;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;

/**
 * {@code /api/v1/suppressions}: the suppression list. GET lists the entries or returns the one of {@code ?address=…}; POST
 * adds one, DELETE with {@code ?address=…} removes one; POST to {@code /import} adds many, GET of {@code /export} returns
 * all.
 */
public final class SuppressionsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final int EXPORT_PAGE_SIZE = DeliveryQuery.MAX_LIMIT;

    private final transient Persons persons;
    private final transient Clock clock;

    public SuppressionsServlet(Persons persons, Clock clock) {
        this.persons = persons;
        this.clock = clock;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields query = Fields.ofQuery(request);
        switch (path(request)) {
            case "" -> list(query, response);
            case "export" -> {
                query.allowOnly(Set.of());
                export(response);
            }
            default -> new Problem(Problem.Type.NOT_FOUND, "No resource exists at this path.").send(response);
        }
    }

    private void list(Fields query, HttpServletResponse response) throws IOException {
        query.allowOnly(Set.of("address", "limit", "cursor"));
        EmailAddress address = query.read("address", EmailAddress::parse);
        int limit = query.limit();
        List<Person> found = address != null
                ? List.of(persons.person(address)).stream()
                        .filter(person -> person.suppression() != null)
                        .toList()
                : persons.suppressed(query.read("cursor", PersonKey::new), limit + 1);
        List<Person> page = found.subList(0, Math.min(limit, found.size()));
        JsonArrayBuilder suppressions = Json.PROVIDER.createArrayBuilder();
        page.forEach(person -> suppressions.add(PersonJson.suppressed(person)));
        String next = found.size() > limit ? page.get(limit - 1).key().hex() : null;
        Json.send(
                response,
                HttpServletResponse.SC_OK,
                Json.object()
                        .add("suppressions", suppressions)
                        .add("nextCursor", Json.text(next))
                        .build());
    }

    /** Writes NDJSON; addresses are masked, because full addresses are not stored. */
    private void export(HttpServletResponse response) throws IOException {
        List<Person> page = persons.suppressed(null, EXPORT_PAGE_SIZE);
        response.setContentType("application/x-ndjson");
        OutputStream out = response.getOutputStream();
        while (!page.isEmpty()) {
            for (Person person : page) {
                String line = PersonJson.suppressed(person).build() + "\n";
                out.write(line.getBytes(StandardCharsets.UTF_8));
            }
            page = persons.suppressed(page.get(page.size() - 1).key(), EXPORT_PAGE_SIZE);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            switch (path(request)) {
                case "" -> add(Fields.ofBody(request), response);
                case "import" -> importAll(request, response);
                default -> new Problem(Problem.Type.NOT_FOUND, "No resource exists at this path.").send(response);
            }
        } catch (ProblemException known) {
            known.problem().send(response);
        }
    }

    private void add(Fields body, HttpServletResponse response) throws IOException {
        body.allowOnly(Set.of("address", "scope", "reason"));
        Suppressed suppressed = parser().parse(body.get("address"), body.get("scope"), body.get("reason"));
        boolean isNew = persons.suppress(List.of(suppressed)) == 1;
        Json.send(
                response,
                isNew ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_OK,
                PersonJson.suppressed(persons.person(suppressed.address())).build());
    }

    private void importAll(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException {
        List<Suppressed> all = switch (Fields.mediaType(request)) {
            case "application/x-ndjson" -> parser().json(Fields.body(request));
            case "text/csv" -> parser().csv(Fields.body(request));
            default ->
                throw new ProblemException(new Problem(
                        Problem.Type.UNSUPPORTED_MEDIA_TYPE, "Send application/x-ndjson or text/csv, in UTF-8."));
        };
        int added = persons.suppress(all);
        Json.send(
                response,
                HttpServletResponse.SC_OK,
                Json.object()
                        .add("added", added)
                        .add("unchanged", all.size() - added)
                        .build());
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields query = Fields.ofQuery(request);
        query.allowOnly(Set.of("address"));
        EmailAddress address = query.read("address", EmailAddress::parse);
        if (address == null) {
            throw new InvalidInputException("address", "address is missing; the address to remove is required");
        }
        if (persons.release(address)) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else {
            new Problem(Problem.Type.NOT_FOUND, "This address is not suppressed.").send(response);
        }
    }

    private SuppressionImport parser() {
        return new SuppressionImport(clock.instant());
    }

    private static String path(HttpServletRequest request) {
        String path = request.getPathInfo();
        return path == null ? "" : path.substring(1);
    }
}
