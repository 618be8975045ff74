package telltale.web.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import telltale.assessment.AssessmentService;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.PersonKey;
import telltale.store.PersonActivities;
import telltale.store.PersonRights;
import telltale.store.PersonRights.Erased;
import telltale.store.PersonRights.Erasure;
import telltale.store.PersonRights.Kept;
import telltale.store.Store;
import telltale.token.CertificateMac;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.recipient.Language;
import telltale.web.recipient.PersonPage;

/**
 * {@code POST /api/v1/persons/export}, {@code /restriction}, {@code /erase} and {@code /certificate}: exports, restricts or
 * erases all data stored about a person (GDPR articles 15, 17, 18 and 20), and verifies the certificate of an erasure. The
 * address is in the body, so that it does not appear in access logs. {@code GET /api/v1/persons/inactive} lists those who opened
 * nothing for a time.
 */
public final class PersonsApi {
    private static final String CERTIFICATE = "certificate";
    private static final String RESTRICTED = "restricted";

    private final Store store;
    private final AssessmentService assessment;
    private final CertificateMac mac;
    private final Consumer<Erasure> ledger;
    private final Clock clock;

    /** @param ledger is passed each erasure, for the ledger outside of the database */
    public PersonsApi(
            Store store, AssessmentService assessment, CertificateMac mac, Consumer<Erasure> ledger, Clock clock) {
        this.store = store;
        this.assessment = assessment;
        this.mac = mac;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Exports a person's data as JSON, or as a page with {@code format=html}. */
    public Response export(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        Fields body = request.body("address", "format", "language");
        EmailAddress address = address(request, body);
        PersonPage page = page(body);
        PersonExport export =
                new PersonExport(store, assessment, address, Identity.of(request.http()), clock.instant());
        return response -> {
            if (page == null) {
                response.setContentType("application/json");
                export.writeJson(response.getOutputStream());
            } else {
                page.describe(response, "person.html");
                export.writePage(response.getOutputStream(), page);
            }
        };
    }

    /**
     * The persons who got mail under the profile hygiene since a day and opened none: to send them less, or nothing more. The only
     * use of the days of their last opens, which are not returned.
     */
    public Response inactive(RoutedRequest request) {
        Fields query = request.query("since", "limit", "cursor");
        LocalDate since = query.read("since", DayRange::day);
        if (since == null) {
            throw new InvalidInputException("since", "since is missing; expected a date such as 2026-06-01");
        }
        List<PersonActivities.Inactive> found =
                store.persons().activity().inactive(since, query.read("cursor", PersonKey::new), query.limit() + 1);
        Slice<PersonActivities.Inactive> page =
                Slice.begin(found, query.limit(), one -> one.person().hex());
        return Response.json(new InactivePage(
                since,
                page.items().stream()
                        .map(one -> new InactiveJson(
                                one.person().hex(), one.address().toString()))
                        .toList(),
                page.next()));
    }

    /** Restricts the data of a person to its storage, or ends that. */
    public Response restrict(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        Fields body = request.body("address", RESTRICTED);
        EmailAddress address = address(request, body);
        if (body.get(RESTRICTED) == null) {
            throw new InvalidInputException(RESTRICTED, "restricted is missing; true or false is required");
        }
        PersonRights rights = store.persons().rights();
        boolean isChanged =
                body.isTrue(RESTRICTED) ? rights.restrict(address, clock.instant()) : rights.release(address);
        return Response.json(new Restriction(
                store.persons().person(address).key().hex(),
                rights.restrictedSince(address).orElse(null),
                isChanged));
    }

    /** Erases a person's data, and returns a certificate of it. */
    public Response erase(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        Fields body = request.body("address", "keepConsents", "keepSuppressions");
        Kept kept = new Kept(body.isTrue("keepConsents"), body.isTrue("keepSuppressions"));
        Erased erased = store.persons().rights().erase(address(request, body), kept, clock.instant());
        ledger.accept(erased.erasure());
        ErasureCertificate certificate =
                ErasureCertificate.of(erased, Identity.of(request.http()).actor());
        return Response.json(new ErasureJson(
                erased.known(),
                erased.count("deliveries"),
                erased.count("events"),
                erased.count("consents"),
                certificate.signed(mac)));
    }

    /** Verifies the certificate of an erasure; with {@code format=html} returns it as a page. */
    public Response verify(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        Fields body = request.body(CERTIFICATE, "address", "format", "language");
        String signed = body.get(CERTIFICATE);
        if (signed == null || signed.isEmpty()) {
            throw new InvalidInputException(CERTIFICATE, "certificate is missing");
        }
        JsonObject verified = ErasureCertificate.verified(signed, mac);
        PersonPage page = page(body);
        if (page == null) {
            EmailAddress address = body.read("address", EmailAddress::parse);
            return Response.json(new Verification(
                    verified != null,
                    verified == null || address == null ? Optional.empty() : Optional.of(isAbout(verified, address)),
                    verified));
        }
        if (verified == null) {
            throw new InvalidInputException(CERTIFICATE, "certificate is not one that this installation signed");
        }
        String html = page.certificate(verified, signed);
        return response -> {
            page.describe(response, "certificate.html");
            response.getOutputStream().write(html.getBytes(StandardCharsets.UTF_8));
        };
    }

    private boolean isAbout(JsonObject certificate, EmailAddress address) {
        return store.persons().person(address).key().hex().equals(certificate.getString("person"));
    }

    /** The page that a request asks for; null for JSON. */
    private static @Nullable PersonPage page(Fields body) {
        String format = body.get("format");
        Language language = body.read("language", Language::ofName);
        if (format == null || format.isEmpty() || format.equals("json")) {
            return null;
        }
        if (!format.equals("html")) {
            throw new InvalidInputException("format", "format must be json or html");
        }
        return new PersonPage(language == null ? Language.ENGLISH : language);
    }

    private static EmailAddress address(RoutedRequest request, Fields body) {
        EmailAddress address = body.read("address", EmailAddress::parse);
        if (address == null) {
            throw new InvalidInputException("address", "address is missing");
        }
        request.concerns(address);
        return address;
    }

    private record Restriction(String person, @Nullable Instant restrictedAt, boolean changed) {}

    private record ErasureJson(boolean known, int deliveries, int events, int consents, String certificate) {}

    private record InactivePage(
            LocalDate since,
            List<InactiveJson> persons,
            @Nullable String next) {}

    private record InactiveJson(String person, String address) {}

    private record Verification(
            boolean valid,
            Optional<Boolean> matches,
            @Nullable JsonValue certificate) {}
}
