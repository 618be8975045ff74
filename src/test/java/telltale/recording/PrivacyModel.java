package telltale.recording;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
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
    private long pooledClicks;

    private static final class Decisions {
        private boolean isOptedOut;
        private boolean isRestricted;
        /** Since when a purpose is consented to; null if it is refused. */
        private final Map<ConsentPurpose, @Nullable Instant> since = new HashMap<>();
        /** The days of the last opens under hygiene; at most one of several is stored. */
        private final SortedSet<LocalDate> active = new TreeSet<>();
        /** Whether the last of them must be stored. */
        private boolean isActivityCertain;

        private boolean isRefused(ConsentPurpose purpose) {
            return since.containsKey(purpose) && since.get(purpose) == null;
        }

        private void forgetActivity() {
            active.clear();
        }
    }

    /**
     * A hit, with texts by which it can be found.
     *
     * @param prefix the first three bytes of the address
     * @param isByPerson whether it is judged to be by a person
     * @param isChecked whether the database could be asked
     */
    record Seen(
            DeliveryId delivery,
            EventKind kind,
            Instant at,
            PrivacyProfile profile,
            String agent,
            int prefix,
            boolean isByPerson,
            boolean isChecked) {}

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
        if (purpose == ConsentPurpose.HYGIENE) {
            decisions(address).forgetActivity();
        }
    }

    void restrict(String address, boolean isRestricted) {
        decisions(address).isRestricted = isRestricted;
    }

    /** Opting out also withdraws what was given. */
    void optOut(String address) {
        Decisions decisions = decisions(address);
        decisions.isOptedOut = true;
        decisions.since.replaceAll((purpose, since) -> null);
        decisions.forgetActivity();
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

    /** A hit on mail whose recipients share a pixel or link: nothing by which it can be found may be stored. */
    void pooledHit(Seen hit) {
        forbidden.add(hit);
        boolean isCounted = hit.profile == PrivacyProfile.AGGREGATED && hit.isByPerson;
        pooledClicks += isCounted && hit.kind == EventKind.CLICK ? 1 : 0;
    }

    /** The number of clicks that are counted without persons. */
    long pooledClicks() {
        return pooledClicks;
    }

    /** All hits that waited are in the database or dropped. */
    void transferred() {
        for (Seen hit : waiting) {
            boolean isEvent = hit.profile.storesEventsOfPersons() && isAllowed(hit);
            (isEvent ? stored : forbidden).add(hit);
            if (hit.profile == PrivacyProfile.HYGIENE && isAllowed(hit)) {
                addActivity(decisions(Objects.requireNonNull(recipients.get(hit.delivery))), hit);
            }
        }
        waiting.clear();
    }

    private static void addActivity(Decisions decisions, Seen hit) {
        LocalDate day = LocalDate.ofInstant(hit.at, ZoneOffset.UTC);
        if (hit.isChecked) {
            decisions.active.clear();
        } else if (decisions.active.isEmpty()) {
            decisions.isActivityCertain = false;
        }
        decisions.isActivityCertain |= hit.isChecked;
        decisions.active.add(day);
    }

    /** Whether the stored day of a person's last open is one that may be stored. */
    boolean mayBeActiveOn(String address, @Nullable LocalDate day) {
        Decisions decisions = decisions(address);
        return day == null
                ? decisions.active.isEmpty() || !decisions.isActivityCertain
                : decisions.active.contains(day);
    }

    /** The number of persons who must have a day. */
    long active() {
        return persons.values().stream()
                .filter(decisions -> decisions.isActivityCertain && !decisions.active.isEmpty())
                .count();
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
        if (address == null || decisions(address).isOptedOut || decisions(address).isRestricted) {
            return false;
        }
        if (hit.profile == PrivacyProfile.HYGIENE) {
            return hit.kind == EventKind.OPEN
                    && hit.isByPerson
                    && !decisions(address).isRefused(ConsentPurpose.HYGIENE);
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
