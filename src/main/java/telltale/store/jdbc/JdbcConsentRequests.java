package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.ConsentRequest;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.store.ConsentRequests;

/** The requests for consent in a relational database. */
final class JdbcConsentRequests implements ConsentRequests {
    private static final String SELECT =
            "select asked_at, purposes, sender, wording, text, request_key from consent_requests where person = ";
    private static final Sql FIND = Sql.of(SELECT + ":person");
    private static final Sql OF_PERSON = Sql.of(SELECT + "(select number from persons where hash = :hash)");
    private static final Sql OF_DELIVERY = Sql.of(SELECT + "(select person from deliveries where id = :delivery)");
    private static final Sql STORE = Sql.of("""
            insert into consent_requests (person, asked_at, purposes, sender, wording, text, request_key)
            values (:person, :at, :purposes, :sender, :wording, :text, :key)
            on conflict (person) do update set asked_at = excluded.asked_at, purposes = excluded.purposes,
                sender = excluded.sender, wording = excluded.wording, text = excluded.text,
                request_key = excluded.request_key""");

    /** For so long a message is stored under its Idempotency-Key, so that a repetition sends nothing. */
    private static final Duration REPEATABLE = Duration.ofDays(1);

    private final Database database;
    private final JdbcPersons persons;
    private final ConsentTable consents;

    JdbcConsentRequests(Database database, JdbcPersons persons, ConsentTable consents) {
        this.database = database;
        this.persons = persons;
        this.consents = consents;
    }

    /** A request to store. */
    private record Asking(ConsentRequest request, ImmutableBytes key, Instant now) {}

    /** A person of a request, whose row is locked. */
    private record Candidate(int position, ConsentTable.Subject subject, Optional<Stored> last) {}

    /** A stored request with its key. */
    private record Stored(Asked asked, ImmutableBytes key) {
        boolean isRepeatedBy(Asking asking) {
            return key.equals(asking.key) && asking.now.isBefore(asked.at().plus(REPEATABLE));
        }
    }

    /** Ends a transaction that must change nothing. */
    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient List<Objection> objections;

        RefusedException(List<Objection> objections) {
            super("a person may not be asked for consent");
            this.objections = objections;
        }
    }

    @Override
    public List<Objection> ask(List<EmailAddress> addresses, ConsentRequest request, ImmutableBytes key, Instant now) {
        try {
            return persons.change("storing a request for consent", connection -> {
                Asking asking = new Asking(request, key, now);
                List<Candidate> candidates = candidates(connection, addresses, asking);
                List<Objection> objections = objections(connection, candidates, asking);
                if (!objections.isEmpty()) {
                    throw new RefusedException(objections);
                }
                STORE.batch(
                        connection,
                        database,
                        candidates,
                        (row, candidate) -> row.bind("person", candidate.subject.number())
                                .bind("at", now)
                                .bind("purposes", bits(request.purposes()))
                                .bind("sender", request.sender())
                                .bind("wording", request.wording())
                                .bind("text", request.text())
                                .bind("key", key.toBytes()));
                return objections;
            });
        } catch (RefusedException refused) {
            return refused.objections;
        }
    }

    /** The persons who did not get this request yet. They are locked in one order, as by other changes of persons. */
    private List<Candidate> candidates(Connection connection, List<EmailAddress> addresses, Asking asking)
            throws SQLException {
        List<PersonKey> keys = addresses.stream().map(persons::key).toList();
        List<Integer> positions = new ArrayList<>();
        for (int position = 0; position < keys.size(); position++) {
            positions.add(position);
        }
        positions.sort(Comparator.comparing(position -> keys.get(position).hex()));
        List<Candidate> candidates = new ArrayList<>();
        for (int position : positions) {
            ConsentTable.Subject subject =
                    persons.lockedWithOldDeliveries(connection, keys.get(position), addresses.get(position));
            Optional<Stored> last = FIND.on(connection, database)
                    .bind("person", subject.number())
                    .first(JdbcConsentRequests::stored);
            if (last.filter(one -> one.isRepeatedBy(asking)).isEmpty()) {
                candidates.add(new Candidate(position, subject, last));
            }
        }
        return candidates;
    }

    private List<Objection> objections(Connection connection, List<Candidate> candidates, Asking asking)
            throws SQLException {
        Map<PersonKey, Person> known = new HashMap<>();
        persons.read(
                        connection,
                        candidates.stream().map(one -> one.subject.key()).toList())
                .forEach(person -> known.put(person.key(), person));
        List<Objection> objections = new ArrayList<>();
        for (Candidate candidate : candidates) {
            Person person = Objects.requireNonNull(known.get(candidate.subject.key()));
            objection(connection, candidate, person, asking).ifPresent(objections::add);
        }
        objections.sort(Comparator.comparing(Objection::position));
        return objections;
    }

    private Optional<Objection> objection(Connection connection, Candidate candidate, Person person, Asking asking)
            throws SQLException {
        int position = candidate.position;
        if (person.refusal(true, null).isPresent()) {
            return Optional.of(new Objection(position, Reason.SUPPRESSED, null, null));
        }
        if (!person.tracked()) {
            return Optional.of(new Objection(position, Reason.OPTED_OUT, null, null));
        }
        Optional<Instant> askFrom = candidate
                .last
                .map(one -> ConsentRequest.askFrom(one.asked.at()))
                .filter(from -> from.isAfter(asking.now));
        return askFrom.isPresent()
                ? Optional.of(new Objection(position, Reason.ASKED, null, askFrom.get()))
                : decided(connection, candidate, asking);
    }

    /** The objection that follows from what the person decided about the purposes of a request. */
    private Optional<Objection> decided(Connection connection, Candidate candidate, Asking asking) throws SQLException {
        int given = 0;
        for (ConsentPurpose purpose : asking.request.purposes()) {
            Optional<Consent> decision = consents.inForce(connection, candidate.subject.key(), purpose)
                    .map(entry -> entry.consent());
            if (decision.isPresent() && decision.get().decision() == ConsentDecision.GIVEN) {
                given++;
            } else if (decision.isPresent()) {
                Instant askFrom = ConsentRequest.askFrom(decision.get().at());
                if (askFrom.isAfter(asking.now)) {
                    Reason reason =
                            decision.get().decision() == ConsentDecision.REFUSED ? Reason.REFUSED : Reason.WITHDRAWN;
                    return Optional.of(new Objection(candidate.position, reason, purpose, askFrom));
                }
            }
        }
        return given == asking.request.purposes().size()
                ? Optional.of(new Objection(candidate.position, Reason.GIVEN, null, null))
                : Optional.empty();
    }

    @Override
    public Optional<Asked> of(EmailAddress address) {
        return database.read(
                "reading a person's request for consent",
                connection -> OF_PERSON
                        .on(connection, database)
                        .bind("hash", persons.key(address).toBytes())
                        .first(JdbcConsentRequests::stored)
                        .map(Stored::asked));
    }

    @Override
    public Optional<Asked> of(DeliveryId delivery) {
        return database.read(
                "reading a recipient's request for consent",
                connection -> OF_DELIVERY
                        .on(connection, database)
                        .bind("delivery", delivery.value())
                        .first(JdbcConsentRequests::stored)
                        .map(Stored::asked));
    }

    private static Stored stored(Row row) throws SQLException {
        ConsentRequest request = new ConsentRequest(
                purposes(row.integer("purposes")),
                row.text("sender"),
                row.nullableText("wording"),
                row.nullableText("text"));
        return new Stored(new Asked(request, row.instant("asked_at")), new ImmutableBytes(row.bytes("request_key")));
    }

    /** A bit for each purpose, by its number. */
    private static long bits(Set<ConsentPurpose> purposes) {
        return purposes.stream().mapToLong(purpose -> 1L << purpose.number()).sum();
    }

    private static Set<ConsentPurpose> purposes(int bits) {
        Set<ConsentPurpose> purposes = EnumSet.noneOf(ConsentPurpose.class);
        Arrays.stream(ConsentPurpose.values())
                .filter(purpose -> (bits & (1 << purpose.number())) != 0)
                .forEach(purposes::add);
        return purposes;
    }
}
