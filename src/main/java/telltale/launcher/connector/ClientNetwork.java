package telltale.launcher.connector;

import java.net.InetAddress;

/**
 * The network of a client's address: its first 24 bits (IPv4) or 48 bits (IPv6), about the size that a provider assigns to
 * one customer.
 *
 * @param length the length of the whole address in bytes, 4 or 16
 * @param prefix the network's bits as a number
 */
record ClientNetwork(int length, long prefix) {
    private static final int IPV4_LENGTH = 4;
    private static final int IPV4_PREFIX = 3;
    private static final int IPV6_PREFIX = 6;

    static ClientNetwork of(InetAddress address) {
        byte[] bytes = address.getAddress();
        long prefix = 0;
        for (int i = 0; i < (bytes.length == IPV4_LENGTH ? IPV4_PREFIX : IPV6_PREFIX); i++) {
            prefix = (prefix << 8) | (bytes[i] & 0xFF);
        }
        return new ClientNetwork(bytes.length, prefix);
    }
}
