package telltale.launcher;

import java.util.Set;

/**
 * The URL of the server for a browser on this machine.
 *
 * @param address the listening address
 */
record SiteUrl(String address, int port) {
    /** Loopback and wildcard addresses. */
    private static final Set<String> REACHED_BY_LOCALHOST = Set.of("127.0.0.1", "::1", "localhost", "0.0.0.0", "::");

    /** Whether a browser on this machine reaches the server by the name {@code localhost}. */
    boolean isLocal() {
        return REACHED_BY_LOCALHOST.contains(address);
    }

    String at(String path) {
        return "http://" + host() + ":" + port + path;
    }

    private String host() {
        if (isLocal()) {
            return "localhost";
        }
        return address.contains(":") ? "[" + address + "]" : address;
    }
}
