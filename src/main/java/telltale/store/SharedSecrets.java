package telltale.store;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What all nodes on one database have in common, by name. */
public interface SharedSecrets {
    /**
     * One of them.
     *
     * @param value null where nodes get it by a setting, so that the database only tells whether it is the same
     * @param fingerprint says whether two are the same, and nothing else about them
     */
    record SharedSecret(@Nullable String value, String fingerprint) {
        /** A record's usual text would hold the value; this one never does. */
        @Override
        public String toString() {
            return "SharedSecret[" + fingerprint + "]";
        }
    }

    /**
     * Reads them and adds to them, while no other node does.
     *
     * @param missing gets what is there and returns what to add; nothing is changed when it throws
     * @return everything that is there now
     */
    Map<String, SharedSecret> share(UnaryOperator<Map<String, SharedSecret>> missing);
}
