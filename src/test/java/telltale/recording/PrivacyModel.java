package telltale.recording;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.ConsentPurpose;
import telltale.model.DeliveryId;
import telltale.model.EventKind;
import telltale.model.PrivacyProfile;

/** What the decisions of persons allow to store, independently of the code under test. */
final class PrivacyModel {
    private final Map<String, Decisions> persons = new HashMap<>();
    private final Map<DeliveryId, String> recipients = new HashMap<>();
    private final List<Seen> waiting = new ArrayList<>();
    private final List<Seen> stored = new ArrayList<>();
    private final List<Seen> forbidden = new ArrayList<>();
    private final List<Seen> erased = new ArrayList<>();

    private static final class Decisions {
        private boolean isOptedOut;
        /** Since when a purpose is consented to; null if it is refused. */
        private final Map<ConsentPurpose, @Nullable Instant> since = new HashMap<>();
    }

    /**
     * A hit, with texts by which it can be found.
     *
     * @param prefix the first three bytes of the address
     */
    record Seen(DeliveryId delivery, EventKind kind, Instant at, PrivacyProfile profile, String agent, int prefix) {}

    private Decisions decisions(String address) {
        return persons.computeIfAbsent(address, unknown -> new Decisions());
    }

    void sent(DeliveryId delivery, String address) {
        recipients.put(delivery, address);
    }

    void give(String address, ConsentPurpose purpose, Instant at) {
        decisions(address).since.put(purpose, at);
    }

    void withdraw(String address, ConsentPurpose purpose) {
        decisions(address).since.put(purpose, null);
    }

    /** Opting out also withdraws what was given. */
    void optOut(String address) {
        Decisions decisions = decisions(address);
        decisions.isOptedOut = true;
        decisions.since.replaceAll((purpose, since) -> null);
    }

    void optIn(String address) {
        decisions(address).isOptedOut = false;
    }

    void erase(String address) {
        persons.remove(address);
        recipients.values().removeIf(address::equals);
        stored.removeIf(hit -> {
            boolean isErased = !recipients.containsKey(hit.delivery);
            if (isErased) {
                erased.add(hit);
            }
            return isErased;
        });
    }

    /** A hit that waits for the database, and is checked when it gets there. */
    void hit(Seen hit) {
        waiting.add(hit);
    }

    /** All hits that waited are in the database or dropped. */
    void transferred() {
        waiting.forEach(hit -> (isAllowed(hit) ? stored : forbidden).add(hit));
        waiting.clear();
    }

    List<Seen> stored() {
        return stored;
    }

    /** The hits that were never to be stored. */
    List<Seen> forbidden() {
        return forbidden;
    }

    /** The hits that were stored until their person was erased. */
    List<Seen> erased() {
        return erased;
    }

    private boolean isAllowed(Seen hit) {
        String address = recipients.get(hit.delivery);
        if (address == null || hit.profile == PrivacyProfile.NONE || decisions(address).isOptedOut) {
            return false;
        }
        ConsentPurpose purpose =
                hit.kind == EventKind.OPEN ? ConsentPurpose.OPEN_MEASUREMENT : ConsentPurpose.CLICK_MEASUREMENT;
        Map<ConsentPurpose, @Nullable Instant> since = decisions(address).since;
        if (!since.containsKey(purpose)) {
            return hit.profile == PrivacyProfile.INDIVIDUAL;
        }
        Instant from = since.get(purpose);
        return from != null && !hit.at.isBefore(from);
    }
}
