package telltale.web.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.model.Suppression;
import telltale.model.Topic;
import telltale.store.DeliveryQuery;
import telltale.store.Persons;
import telltale.store.Persons.Suppressed;
import telltale.web.http.Exports;
import telltale.web.http.Fields;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code /api/v1/suppressions}: the suppression list. GET lists the entries or returns those of {@code ?address=…}; POST
 * adds one, DELETE with {@code ?address=…&topic=…} removes one; POST to {@code /import} adds many, GET of {@code /export} returns
 * all.
 */
public final class SuppressionsApi {
    private static final int EXPORT_PAGE_SIZE = DeliveryQuery.MAX_LIMIT;

    private final Persons persons;
    private final Exports exports;
    private final Clock clock;

    public SuppressionsApi(Persons persons, Exports exports, Clock clock) {
        this.persons = persons;
        this.exports = exports;
        this.clock = clock;
    }

    /** A page of suppressions, or those of an address. */
    public Response list(RoutedRequest request) {
        Fields query = request.query("address", "limit", "cursor");
        EmailAddress address = query.read("address", EmailAddress::parse);
        if (address != null) {
            request.concerns(address);
        }
        return Response.json(
                address == null
                        ? page(query.read("cursor", SuppressionCursor::parse), query.limit())
                        : new Page(entries(persons.person(address)).toList(), null));
    }

    private Page page(@Nullable SuppressionCursor cursor, int limit) {
        // One more for the person at the cursor, whose entries may all be on earlier pages.
        List<Entry> found = persons.suppressed(cursor == null ? null : cursor.person(), limit + 2).stream()
                .flatMap(person -> SuppressionCursor.following(person, cursor).stream()
                        .map(suppression -> new Entry(person, suppression)))
                .limit(limit + 1)
                .toList();
        Slice<Entry> page = Slice.begin(found, limit, entry -> entry.cursor().toString());
        return new Page(page.items().stream().map(Entry::json).toList(), page.next());
    }

    private record Entry(Person person, Suppression suppression) {
        SuppressionCursor cursor() {
            return SuppressionCursor.after(person.key(), suppression);
        }

        PersonJson.Suppressed json() {
            return PersonJson.Suppressed.of(person, suppression);
        }
    }

    private static Stream<PersonJson.Suppressed> entries(Person person) {
        return person.suppressions().stream().map(suppression -> PersonJson.Suppressed.of(person, suppression));
    }

    /** All suppressions as NDJSON; addresses are masked, because full addresses are not stored. */
    public Response export(RoutedRequest request) {
        request.query();
        return NdjsonExport.response(
                request, exports, persons.suppressed(null, EXPORT_PAGE_SIZE), SuppressionsApi::entries, this::after);
    }

    private List<Person> after(List<Person> page) {
        PersonKey last = page.get(page.size() - 1).key();
        return persons.suppressed(last, EXPORT_PAGE_SIZE + 1).stream()
                .filter(person -> !person.key().equals(last))
                .toList();
    }

    /** Adds one suppression. */
    public Response add(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        Fields body = request.body("address", "scope", "topic", "reason");
        Suppressed added =
                parser().parse(body.get("address"), body.get("scope"), body.get("topic"), body.get("reason"));
        request.concerns(added.address());
        boolean isNew = persons.suppress(List.of(added)) == 1;
        Person person = persons.person(added.address());
        Suppression effective = person.suppressions().stream()
                .filter(one -> Objects.equals(one.topic(), added.suppression().topic()))
                .findFirst()
                .orElse(added.suppression());
        return Response.json(
                isNew ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_OK,
                PersonJson.Suppressed.of(person, effective));
    }

    /** Imports suppressions as NDJSON or CSV. */
    public Response addAll(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        ImportedList<Suppressed> list = ImportText.read(request.http(), parser()::json, parser()::csv);
        request.concerns(list.entries().size() + " addresses");
        int added = persons.suppress(list.entries());
        return Response.json(list.result(added));
    }

    /** Removes the suppression of bulk mail or of all mail for an address, or that of a topic. */
    public Response remove(RoutedRequest request) {
        Fields query = request.query("address", "topic");
        EmailAddress address = query.read("address", EmailAddress::parse);
        if (address == null) {
            throw new InvalidInputException("address", "address is missing; the address to remove is required");
        }
        request.concerns(address);
        String topic = query.read("topic", name -> Topic.named(name).name());
        if (topic == null ? persons.release(address) : persons.release(address, topic)) {
            return Response.noContent();
        }
        return new Problem(
                Problem.Type.NOT_FOUND,
                topic == null ? "This address is not suppressed." : "This topic is not suppressed for this address.");
    }

    private record Page(
            List<PersonJson.Suppressed> suppressions,
            @Nullable String next) {}

    private SuppressionImport parser() {
        return new SuppressionImport(clock.instant());
    }
}
