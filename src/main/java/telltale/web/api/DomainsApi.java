package telltale.web.api;

import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.domains.DnsRecords;
import telltale.domains.DomainAdministration;
import telltale.domains.DomainConflictException;
import telltale.model.DkimAlgorithm;
import telltale.model.InvalidInputException;
import telltale.model.KeyLimits;
import telltale.model.WireConstant;
import telltale.store.SenderDomains.StoredDomain;
import telltale.web.http.Fields;
import telltale.web.http.JsonBody;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code /api/v1/domains}: GET lists the domains of senders; GET, PUT and DELETE {@code …/{domain}} act on one; POST
 * {@code …/{domain}/keys} generates a DKIM key, {@code …/keys/promote} lets one sign, {@code …/keys/retire} ends that, and DELETE
 * {@code …/keys} deletes one. A private key is in no response.
 */
public final class DomainsApi {
    private static final Set<String> FIELDS = Set.of("trackingUrl", "returnPath", "version");
    private static final Problem NOT_FOUND = new Problem(Problem.Type.NOT_FOUND, "There is no such sender domain.");
    private static final Problem NO_KEY = new Problem(
            Problem.Type.NOT_FOUND, "The sender domain has no key with this selector in a state that permits this.");

    private final DomainAdministration domains;
    private final DnsRecords records;

    public DomainsApi(DomainAdministration domains, DnsRecords records) {
        this.domains = domains;
        this.records = records;
    }

    /** A page of the domains, in alphabetical order. */
    public Response list(RoutedRequest request) {
        Slice<StoredDomain> slice = Slice.of(domains.list(), StoredDomain::domain, request.query("limit", "cursor"));
        return Response.json(DomainJson.page(slice, records));
    }

    /** A domain with its keys and the records to publish. */
    public Response get(RoutedRequest request) {
        request.query();
        return found(request);
    }

    /** Stores a domain, or changes it. */
    public Response put(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        String domain = named(request);
        JsonBody body =
                JsonBody.of("", JsonBody.parse(Fields.body(request.http()))).allowOnly(FIELDS);
        Integer version = version(body);
        request.concerns(domain);
        return attempt(() -> Response.json(DomainJson.of(
                domains.put(domain, body.text("trackingUrl"), body.text("returnPath"), version), records)));
    }

    /** Deletes a domain with its keys. */
    public Response delete(RoutedRequest request) throws ProblemException {
        Integer version = request.query("version").read("version", DomainsApi::version);
        Optional<String> domain = domain(request);
        return attempt(
                () -> domain.isPresent() && domains.delete(domain.get(), version) ? Response.noContent() : NOT_FOUND);
    }

    /** Generates a key. */
    public Response addKey(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        JsonBody body =
                JsonBody.of("", JsonBody.parse(Fields.body(request.http()))).allowOnly(Set.of("algorithm", "selector"));
        DkimAlgorithm algorithm = body.read("algorithm", name -> WireConstant.of(DkimAlgorithm.class, name));
        if (algorithm == null) {
            throw new InvalidInputException("algorithm", "algorithm is missing; expected rsa or ed25519");
        }
        String selector = body.read("selector", DomainAdministration::selector);
        return domain(request)
                .flatMap(domain -> domains.addKey(domain, algorithm, selector))
                .map(key -> {
                    request.concerns(key.selector() + "._domainkey." + request.variable());
                    return found(HttpServletResponse.SC_CREATED, request);
                })
                .orElse(NOT_FOUND);
    }

    /** Lets a key sign. */
    public Response promote(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        JsonBody body =
                JsonBody.of("", JsonBody.parse(Fields.body(request.http()))).allowOnly(Set.of("selector", "force"));
        String selector = selector(body);
        boolean isForced = body.isTrue("force", false);
        request.concerns(selector + "._domainkey." + request.variable() + (isForced ? " forced" : ""));
        Optional<String> domain = domain(request);
        return attempt(() ->
                domain.isPresent() && domains.promote(domain.get(), selector, isForced) ? found(request) : NO_KEY);
    }

    /** Ends signing with a key. */
    public Response retire(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        String selector = selector(
                JsonBody.of("", JsonBody.parse(Fields.body(request.http()))).allowOnly(Set.of("selector")));
        request.concerns(selector + "._domainkey." + request.variable());
        return domain(request)
                .filter(domain -> domains.retire(domain, selector))
                .map(domain -> found(request))
                .orElse(NO_KEY);
    }

    /** Deletes a key that does not sign. */
    public Response deleteKey(RoutedRequest request) throws ProblemException {
        Fields query = request.query("selector", "force");
        String selector = query.read("selector", DomainAdministration::selector);
        if (selector == null) {
            throw new InvalidInputException("selector", "selector is missing");
        }
        boolean isForced = query.isTrue("force");
        request.concerns(selector + "._domainkey." + request.variable());
        Optional<String> domain = domain(request);
        return attempt(() -> domain.isPresent() && domains.deleteKey(domain.get(), selector, isForced)
                ? Response.noContent()
                : NO_KEY);
    }

    private Response found(RoutedRequest request) {
        return found(HttpServletResponse.SC_OK, request);
    }

    private Response found(int status, RoutedRequest request) {
        return domain(request)
                .flatMap(domains::find)
                .map(found -> Response.json(status, DomainJson.of(found, records)))
                .orElse(NOT_FOUND);
    }

    /** A change that the state of a domain may not permit. */
    @FunctionalInterface
    private interface Change {
        Response make() throws DomainConflictException;
    }

    private static Response attempt(Change change) throws ProblemException {
        try {
            return change.make();
        } catch (DomainConflictException conflict) {
            throw new ProblemException(new Problem(
                    switch (conflict.reason()) {
                        case CHANGED_MEANWHILE -> Problem.Type.DOMAIN_CHANGED;
                        case NOT_PUBLISHED -> Problem.Type.DKIM_KEY_NOT_PUBLISHED;
                        case IN_USE -> Problem.Type.DKIM_KEY_IN_USE;
                    },
                    conflict.sentence()));
        }
    }

    private static String selector(JsonBody body) {
        String selector = body.read("selector", DomainAdministration::selector);
        if (selector == null) {
            throw new InvalidInputException("selector", "selector is missing");
        }
        return selector;
    }

    private static @Nullable Integer version(JsonBody body) {
        JsonValue value = body.value("version");
        if (value == null) {
            return null;
        }
        if (value instanceof JsonNumber number && number.isIntegral()) {
            try {
                return version(number.toString());
            } catch (IllegalArgumentException tooLarge) {
                throw new InvalidInputException("version", "version is invalid: " + tooLarge.getMessage());
            }
        }
        throw new InvalidInputException("version", "version must be a number");
    }

    private static Integer version(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("a version is a number, 0 for a domain that must be new");
        }
        return Integer.valueOf(text);
    }

    /** The domain in the path; empty if it cannot be one. */
    private static Optional<String> domain(RoutedRequest request) {
        try {
            return Optional.of(KeyLimits.domain(request.variable()));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static String named(RoutedRequest request) {
        return domain(request)
                .filter(domain -> domain.contains("."))
                .orElseThrow(() -> new InvalidInputException(
                        "domain", "domain must be the domain of an email address, such as example.com"));
    }
}
