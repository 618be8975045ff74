package telltale.web.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.store.DeliveryQuery;
import telltale.store.Persons;
import telltale.store.Persons.Suppressed;
import telltale.web.http.Fields;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.RecordJson;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code /api/v1/suppressions}: the suppression list. GET lists the entries or returns the one of {@code ?address=…}; POST
 * adds one, DELETE with {@code ?address=…} removes one; POST to {@code /import} adds many, GET of {@code /export} returns
 * all.
 */
public final class SuppressionsApi {
    private static final int EXPORT_PAGE_SIZE = DeliveryQuery.MAX_LIMIT;

    private final Persons persons;
    private final Clock clock;

    public SuppressionsApi(Persons persons, Clock clock) {
        this.persons = persons;
        this.clock = clock;
    }

    /** A page of suppressions, or the one of an address. */
    public Response list(RoutedRequest request) {
        Fields query = request.query("address", "limit", "cursor");
        EmailAddress address = query.read("address", EmailAddress::parse);
        int limit = query.limit();
        List<Person> found = address != null
                ? List.of(persons.person(address)).stream()
                        .filter(person -> person.suppression() != null)
                        .toList()
                : persons.suppressed(query.read("cursor", PersonKey::new), limit + 1);
        List<Person> page = found.subList(0, Math.min(limit, found.size()));
        String next = found.size() > limit ? page.get(limit - 1).key().hex() : null;
        return Response.json(
                new Page(page.stream().map(PersonJson.Suppressed::of).toList(), next));
    }

    /** All suppressions as NDJSON; addresses are masked, because full addresses are not stored. */
    public Response export(RoutedRequest request) {
        request.query();
        List<Person> first = persons.suppressed(null, EXPORT_PAGE_SIZE);
        return response -> {
            response.setContentType("application/x-ndjson");
            OutputStream out = response.getOutputStream();
            for (List<Person> page = first; !page.isEmpty(); page = after(page)) {
                for (Person person : page) {
                    out.write((RecordJson.object(PersonJson.Suppressed.of(person)) + "\n")
                            .getBytes(StandardCharsets.UTF_8));
                }
            }
        };
    }

    private List<Person> after(List<Person> page) {
        return persons.suppressed(page.get(page.size() - 1).key(), EXPORT_PAGE_SIZE);
    }

    /** Adds one suppression. */
    public Response add(RoutedRequest request) throws IOException, ProblemException {
        Fields body = request.body("address", "scope", "reason");
        Suppressed suppressed = parser().parse(body.get("address"), body.get("scope"), body.get("reason"));
        boolean isNew = persons.suppress(List.of(suppressed)) == 1;
        return Response.json(
                isNew ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_OK,
                PersonJson.Suppressed.of(persons.person(suppressed.address())));
    }

    /** Imports suppressions as NDJSON or CSV. */
    public Response addAll(RoutedRequest request) throws IOException, ProblemException {
        ParsedSuppressions list = switch (Fields.mediaType(request.http())) {
            case "application/x-ndjson" -> parser().json(Fields.body(request.http()));
            case "text/csv" -> parser().csv(Fields.body(request.http()));
            default ->
                throw new ProblemException(new Problem(
                        Problem.Type.UNSUPPORTED_MEDIA_TYPE, "Send application/x-ndjson or text/csv, in UTF-8."));
        };
        int added = persons.suppress(list.entries());
        return Response.json(new Imported(added, list.entries().size() - added, list.skipped(), list.ignoredColumns()));
    }

    /** Removes the suppression of an address. */
    public Response remove(RoutedRequest request) {
        EmailAddress address = request.query("address").read("address", EmailAddress::parse);
        if (address == null) {
            throw new InvalidInputException("address", "address is missing; the address to remove is required");
        }
        return persons.release(address)
                ? Response.noContent()
                : new Problem(Problem.Type.NOT_FOUND, "This address is not suppressed.");
    }

    private record Page(
            List<PersonJson.Suppressed> suppressions,
            @Nullable String nextCursor) {}

    private record Imported(
            int added, int unchanged, List<ParsedSuppressions.SkippedLine> skipped, List<String> ignoredColumns) {}

    private SuppressionImport parser() {
        return new SuppressionImport(clock.instant());
    }
}
