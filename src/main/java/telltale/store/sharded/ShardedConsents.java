package telltale.store.sharded;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import telltale.model.Consent;
import telltale.model.ConsentRequest;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.store.AuditEntry;
import telltale.store.ConsentRequests;
import telltale.store.Consents;

/**
 * The consent ledger and the requests for consent with several databases: they are in the first, and what follows from them is copied to
 * the others before a call returns, as far as they are available.
 */
final class ShardedConsents implements Consents {
    private final ShardSet shards;

    ShardedConsents(ShardSet shards) {
        this.shards = shards;
    }

    private Consents first() {
        return shards.first().consents();
    }

    private Optional<EmailAddress> recipient(DeliveryId delivery) {
        return shards.at(delivery.value(), store -> store.delivery(delivery)).map(Delivery::to);
    }

    @Override
    public int record(List<Decided> decisions, AuditEntry.Actor actor, Instant now) {
        int added = first().record(decisions, actor, now);
        shards.copying().tell();
        return added;
    }

    @Override
    public boolean record(DeliveryId delivery, List<Consent> decisions, AuditEntry.Actor actor, Instant now) {
        Optional<EmailAddress> recipient = recipient(delivery);
        recipient.ifPresent(address -> record(
                decisions.stream().map(consent -> new Decided(address, consent)).toList(), actor, now));
        return recipient.isPresent();
    }

    @Override
    public List<Entry> page(long after, int limit) {
        return first().page(after, limit);
    }

    @Override
    public List<Entry> page(EmailAddress address, long after, int limit) {
        return first().page(address, after, limit);
    }

    @Override
    public List<Entry> inForce(EmailAddress address) {
        return first().inForce(address);
    }

    @Override
    public Optional<List<Entry>> inForce(DeliveryId delivery) {
        return recipient(delivery).map(this::inForce);
    }

    @Override
    public ConsentRequests requests() {
        return new Requests();
    }

    private final class Requests implements ConsentRequests {
        private ConsentRequests first() {
            return shards.first().consents().requests();
        }

        @Override
        public List<Objection> ask(
                List<EmailAddress> addresses, ConsentRequest request, ImmutableBytes key, Instant now) {
            return first().ask(addresses, request, key, now);
        }

        @Override
        public Optional<Asked> of(EmailAddress address) {
            return first().of(address);
        }

        @Override
        public Optional<Asked> of(DeliveryId delivery) {
            return recipient(delivery).flatMap(this::of);
        }
    }
}
