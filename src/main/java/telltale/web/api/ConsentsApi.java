package telltale.web.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.store.AuditEntry;
import telltale.store.ConsentRequests.Asked;
import telltale.store.Consents;
import telltale.store.Consents.Decided;
import telltale.store.Consents.Entry;
import telltale.store.Persons;
import telltale.web.http.Exports;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code /api/v1/consents}: the consent ledger. GET lists the entries, or those of {@code ?address=…}; POST records a
 * decision, and to {@code /import} many; POST of an address to {@code /current} returns what is in force, with the time from
 * which the person may be asked again; GET of {@code /export} returns all entries.
 */
public final class ConsentsApi {
    private static final int EXPORT_PAGE_SIZE = 200;

    private final Consents consents;
    private final Persons persons;
    private final Exports exports;
    private final Clock clock;

    public ConsentsApi(Consents consents, Persons persons, Exports exports, Clock clock) {
        this.consents = consents;
        this.persons = persons;
        this.exports = exports;
        this.clock = clock;
    }

    /** A page of entries, in the order of recording. */
    public Response list(RoutedRequest request) {
        Fields query = request.query("address", "limit", "cursor");
        EmailAddress address = query.read("address", EmailAddress::parse);
        if (address != null) {
            request.concerns(address);
        }
        Long cursor = query.read("cursor", ConsentsApi::number);
        long after = cursor == null ? 0 : cursor;
        int limit = query.limit();
        List<Entry> found =
                address == null ? consents.page(after, limit + 1) : consents.page(address, after, limit + 1);
        Slice<Entry> page = Slice.begin(found, limit, entry -> String.valueOf(entry.number()));
        return Response.json(new Page(page.items().stream().map(ConsentJson::of).toList(), page.next()));
    }

    private static long number(String cursor) {
        if (!cursor.matches("[1-9][0-9]{0,17}")) {
            throw new IllegalArgumentException("cursor must be next of the page before");
        }
        return Long.parseLong(cursor);
    }

    /** Records a decision, and returns the decisions that are then in force. */
    public Response record(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        Decided decided = new ConsentImport(clock.instant()).decided(request.body(ConsentImport.FIELDS)::get);
        request.concerns(decided.address());
        boolean isNew = consents.record(List.of(decided), actor(request), clock.instant()) == 1;
        return Response.json(
                isNew ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_OK, inForce(decided.address()));
    }

    /** Imports decisions with their proof. */
    public Response addAll(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        ConsentImport parser = new ConsentImport(clock.instant());
        ImportedList<Decided> list = ImportText.read(request.http(), parser::json, parser::csv);
        request.concerns(list.entries().size() + " decisions");
        return Response.json(list.result(consents.record(list.entries(), actor(request), clock.instant())));
    }

    /** The decisions of a person that are in force. */
    public Response current(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        EmailAddress address = request.body("address").read("address", EmailAddress::parse);
        if (address == null) {
            throw new InvalidInputException("address", "address is missing");
        }
        request.concerns(address);
        return Response.json(inForce(address));
    }

    private ConsentJson.Current inForce(EmailAddress address) {
        return ConsentJson.Current.of(
                persons.person(address),
                consents.inForce(address),
                consents.requests().of(address).map(Asked::at).orElse(null),
                clock.instant());
    }

    /** All entries as NDJSON; addresses are masked, because full addresses are not stored. */
    public Response export(RoutedRequest request) {
        request.query();
        return NdjsonExport.response(
                request,
                exports,
                consents.page(0, EXPORT_PAGE_SIZE),
                entry -> Stream.of(ConsentJson.of(entry)),
                page -> consents.page(page.get(page.size() - 1).number(), EXPORT_PAGE_SIZE));
    }

    private static AuditEntry.Actor actor(RoutedRequest request) {
        return Identity.of(request.http()).actor();
    }

    private record Page(
            List<ConsentJson> consents, @Nullable String next) {}
}
