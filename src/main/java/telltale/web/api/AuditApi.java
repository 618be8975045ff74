package telltale.web.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import telltale.audit.AuditHead;
import telltale.audit.AuditLog;
import telltale.audit.AuditVerification;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.AuditEntry;
import telltale.store.AuditQuery;
import telltale.store.AuditTrail.Operation;
import telltale.web.http.Fields;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** {@code GET /api/v1/audit}: lists the operations in the audit log; {@code GET /api/v1/audit/verify} checks that it is complete. */
public final class AuditApi {
    private final AuditLog audit;
    private final Function<EmailAddress, Optional<PersonKey>> persons;
    private final Supplier<Optional<AuditHead>> keptHead;

    /**
     * @param persons returns the key of the person with an address
     * @param keptHead reads the end of this node's chain that was kept outside of the database
     */
    public AuditApi(
            AuditLog audit,
            Function<EmailAddress, Optional<PersonKey>> persons,
            Supplier<Optional<AuditHead>> keptHead) {
        this.audit = audit;
        this.persons = persons;
        this.keptHead = keptHead;
    }

    /** A page of operations, newest first. */
    public Response list(RoutedRequest request) {
        Fields query = request.query("actor", "operation", "address", "from", "to", "limit", "cursor");
        EmailAddress address = query.read("address", EmailAddress::parse);
        if (address != null) {
            request.concerns(address);
        }
        int limit = query.limit();
        List<Operation> found = audit.find(new AuditQuery(
                query.read("actor", Function.identity()),
                query.read("operation", Function.identity()),
                address == null ? null : persons.apply(address).orElse(null),
                query.read("from", ExternalDeliveryApi::instant),
                query.read("to", ExternalDeliveryApi::instant),
                query.read("cursor", UUID::fromString),
                limit + 1));
        Slice<Operation> page =
                Slice.begin(found, limit, operation -> operation.id().toString());
        return Response.json(
                new Page(page.items().stream().map(OperationJson::of).toList(), page.next()));
    }

    /** Whether nothing is missing and nothing was changed. */
    public Response verify(RoutedRequest request) {
        request.query();
        return Response.json(VerificationJson.of(audit.verify(keptHead.get().orElse(null))));
    }

    private record Page(
            List<OperationJson> operations, @Nullable String next) {}

    private record OperationJson(
            UUID id,
            Instant at,
            ActorJson actor,
            String operation,
            @Nullable String target,
            @Nullable String person,
            @Nullable String network,
            @Nullable Integer status) {
        static OperationJson of(Operation operation) {
            AuditEntry entry = operation.entry();
            PersonKey person = entry.person();
            return new OperationJson(
                    operation.id(),
                    operation.at(),
                    new ActorJson(entry.actor().kind(), entry.actor().name()),
                    entry.operation(),
                    entry.target(),
                    person == null ? null : person.hex(),
                    entry.network().isEmpty() ? null : entry.network(),
                    operation.status());
        }
    }

    private record ActorJson(String kind, String name) {}

    private record VerificationJson(
            boolean intact, int chains, long rows, @Nullable FaultJson broken) {
        static VerificationJson of(AuditVerification verified) {
            AuditVerification.Fault fault = verified.broken();
            return new VerificationJson(
                    verified.isIntact(),
                    verified.chains(),
                    verified.rows(),
                    fault == null ? null : new FaultJson(fault.chain(), fault.sequence(), fault.id(), fault.reason()));
        }
    }

    private record FaultJson(
            UUID chain, long sequence, @Nullable UUID id, String reason) {}
}
