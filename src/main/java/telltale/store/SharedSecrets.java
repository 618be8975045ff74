package telltale.store;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The secrets that all nodes on one database share, by name. */
public interface SharedSecrets {
    /**
     * A shared secret.
     *
     * @param value null if nodes get it by a setting, and the database stores only its fingerprint
     * @param fingerprint identifies the value without revealing it
     */
    record SharedSecret(@Nullable String value, String fingerprint) {
        /** Returns a text without the value. */
        @Override
        public String toString() {
            return "SharedSecret[" + fingerprint + "]";
        }
    }

    /**
     * Reads the secrets and adds missing ones, exclusively among all nodes.
     *
     * @param missing gets the stored secrets and returns those to add; nothing is changed when it throws
     * @return all secrets afterwards
     */
    Map<String, SharedSecret> share(UnaryOperator<Map<String, SharedSecret>> missing);
}
