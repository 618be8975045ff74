package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.ConsentPurpose;
import telltale.model.ConsentRequest;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.WireConstant;

/** The requests for consent that persons got: of each person the last one. */
public interface ConsentRequests {
    /** Why a person may not be asked. */
    enum Reason implements WireConstant {
        /** the person gets no bulk mail */
        SUPPRESSED,
        /** the person has opted out of all tracking */
        OPTED_OUT,
        /** the person was asked less than six months ago */
        ASKED,
        /** the person refused less than six months ago */
        REFUSED,
        /** the person withdrew less than six months ago */
        WITHDRAWN,
        /** the person has consented to all purposes of the request */
        GIVEN
    }

    /**
     * A person who may not be asked.
     *
     * @param position the position of the address in the request
     * @param purpose the purpose that the person decided about, or null
     * @param askFrom the time from which the person may be asked, or null if none is known
     */
    record Objection(
            int position,
            Reason reason,
            @Nullable ConsentPurpose purpose,
            @Nullable Instant askFrom) {}

    /** A request that a person got. */
    record Asked(ConsentRequest request, Instant at) {}

    /**
     * Stores that all these persons are asked or, if one of them may not be asked, nothing. A repetition with the same key within
     * a day changes nothing, and is possible whatever the persons decided since.
     *
     * @param addresses one of each person
     * @param key identifies the repetitions of a request
     * @return the persons who may not be asked, in the order of the addresses; empty if the request is stored
     */
    List<Objection> ask(List<EmailAddress> addresses, ConsentRequest request, ImmutableBytes key, Instant now);

    /** The last request that a person got; empty if there is none. */
    Optional<Asked> of(EmailAddress address);

    /** The last request that the recipient of a delivery got; empty if there is none. */
    Optional<Asked> of(DeliveryId delivery);
}
