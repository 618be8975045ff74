package telltale.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.Topic;

/** The topics of bulk mail. A topic exists with its first mail, suppression or title. Throws as in {@link Store}. */
public interface Topics {
    /**
     * The topic with a name, with a title derived from the name if it has none or does not exist yet.
     *
     * @throws telltale.model.InvalidInputException if the name is invalid
     */
    Topic named(String name);

    /** The topic of a delivery; empty if it has none, or does not exist. */
    Optional<Topic> of(DeliveryId delivery);

    /** Stores the title of a topic. */
    void put(Topic topic);

    /**
     * A page of topics, in the order of their names.
     *
     * @param after the name after which the page begins, or null
     */
    List<Topic> page(@Nullable String after, int limit);
}
