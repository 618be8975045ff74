package telltale.web.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.assessment.MailDomains;
import telltale.message.MessageContent;
import telltale.message.Recipient;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.Person;
import telltale.model.Topic;
import telltale.sending.RecipientIndex;

/**
 * Who of the recipients of a message would not get it: those who are named twice, suppressed or invalid, and those at domains that
 * cannot receive mail. A recipient takes at most 64 bytes, and the number of domains is bounded.
 */
final class RecipientCheck {
    /** Recipients whose problem is described; the others are counted. */
    private static final int MAX_PROBLEMS = 100;
    /** Persons that are read at once. */
    private static final int MAX_PENDING = 500;
    /** Domains that are counted. */
    private static final int MAX_DOMAINS = 10_000;
    /** Domains that are named. */
    private static final int MAX_NAMED_DOMAINS = 50;

    /** Stands for the delivery of a recipient, which is never created. */
    private static final DeliveryId NONE = new DeliveryId(UUID.fromString("00000000-0000-7000-8000-000000000000"));

    private final RecipientSources sources;
    private final boolean bulk;
    private final @Nullable String topic;
    private final boolean withDuplicates;
    private final RecipientIndex index = new RecipientIndex();
    private final List<Pending> pending = new ArrayList<>();
    private final Map<String, Integer> byDomain = new HashMap<>();
    private final List<ProblemJson> problems = new ArrayList<>();
    private int recipients;
    private int suppressed;
    private int duplicates;
    private int invalid;

    /** A recipient whose preferences are not read yet. */
    private record Pending(int position, EmailAddress address) {}

    /** @param withDuplicates whether a person who is named twice gets two copies */
    RecipientCheck(RecipientSources sources, MessageContent content, boolean withDuplicates) {
        this.sources = sources;
        this.bulk = content.bulk();
        Topic ofMessage = content.topic();
        this.topic = ofMessage == null ? null : ofMessage.name();
        this.withDuplicates = withDuplicates;
    }

    /** Adds a recipient; false if the person was named before and gets no further copy. */
    boolean add(int position, Recipient recipient) {
        EmailAddress address = recipient.mailbox().address();
        if (!withDuplicates) {
            if (index.find(address).isPresent()) {
                duplicates++;
                note(new ProblemJson(position, "duplicate", null, "An earlier recipient is the same person."));
                return false;
            }
            index.add(address, NONE);
        }
        recipients++;
        if (byDomain.size() < MAX_DOMAINS || byDomain.containsKey(address.asciiDomain())) {
            byDomain.merge(address.asciiDomain(), 1, Integer::sum);
        }
        pending.add(new Pending(position, address));
        if (pending.size() == MAX_PENDING) {
            readPersons();
        }
        return true;
    }

    /** Notes a recipient who cannot get the message. */
    void refuse(int position, String field, String detail) {
        invalid++;
        note(new ProblemJson(position, "invalid", field, detail));
    }

    private void readPersons() {
        List<Person> persons =
                sources.persons().persons(pending.stream().map(Pending::address).toList());
        for (int i = 0; i < persons.size(); i++) {
            Optional<String> refusal = persons.get(i).refusal(bulk, topic);
            if (refusal.isPresent()) {
                suppressed++;
                note(new ProblemJson(pending.get(i).position(), "suppressed", null, refusal.get()));
            }
        }
        pending.clear();
    }

    private void note(ProblemJson problem) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(problem);
        }
    }

    /** What was found about the recipients added so far. */
    Result result() {
        readPersons();
        List<String> domains = byDomain.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
        MailDomains.Found found = sources.domains().find(domains);
        List<DomainJson> unreachable = found.unreachable().entrySet().stream()
                .map(entry -> new DomainJson(
                        entry.getKey(),
                        byDomain.getOrDefault(entry.getKey(), 0),
                        entry.getValue().name().toLowerCase(Locale.ROOT).replace('_', '-')))
                .toList();
        problems.sort(Comparator.comparingInt(ProblemJson::position));
        return new Result(
                recipients,
                suppressed,
                duplicates,
                invalid,
                unreachable.stream().mapToInt(DomainJson::recipients).sum(),
                List.copyOf(problems),
                unreachable.subList(0, Math.min(MAX_NAMED_DOMAINS, unreachable.size())),
                found.unknown());
    }

    /**
     * The numbers of recipients.
     *
     * @param recipients all persons, also those who would not get the message
     * @param unreachable persons at domains that cannot receive mail
     * @param unknownDomains domains that were not looked up, or whose lookup failed
     */
    record Result(
            int recipients,
            int suppressed,
            int duplicates,
            int invalid,
            int unreachable,
            List<ProblemJson> problems,
            List<DomainJson> domains,
            int unknownDomains) {}

    /**
     * Why a recipient would not get the message.
     *
     * @param position among the recipients as they were sent, from 0
     */
    record ProblemJson(int position, String code, @Nullable String field, String detail) {}

    /** A domain that cannot receive mail. */
    record DomainJson(String domain, int recipients, String reason) {}
}
