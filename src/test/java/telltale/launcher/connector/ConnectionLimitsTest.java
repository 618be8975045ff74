package telltale.launcher.connector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConnectionLimitsTest {
    private static final ClientNetwork NETWORK = new ClientNetwork(4, 0xC63364);
    private static final ClientNetwork OTHER = new ClientNetwork(4, 0xCB0071);
    private static final ConnectionLimits LIMITS = new ConnectionLimits(2000, 200, Duration.ofSeconds(10));

    @Test
    void aHeadThatDripsIsLateHoweverManyPiecesItComesIn() {
        Connection dripping = connection(NETWORK);
        for (int i = 0; i < 41; i++) {
            dripping.workBegins();
            dripping.headIsIncomplete();
            dripping.observe(Duration.ofMillis(250).toNanos());
        }

        assertEquals(Set.of(dripping), LIMITS.excess(List.of(dripping)));
    }

    @Test
    void theHeadOfALaterRequestHasTheSameDeadlineFromItsFirstByte() {
        Connection later = answered(NETWORK);
        wait(later, Duration.ofSeconds(20));
        later.workBegins();
        later.headIsIncomplete();

        wait(later, Duration.ofSeconds(9));
        assertEquals(Set.of(), LIMITS.excess(List.of(later)));
        wait(later, Duration.ofSeconds(2));
        assertEquals(Set.of(later), LIMITS.excess(List.of(later)));
    }

    @Test
    void emptyLinesDoNotKeepAConnectionAlive() {
        Connection idle = answered(NETWORK);
        wait(idle, Duration.ofSeconds(61));
        idle.workBegins();
        idle.workEnds();
        idle.observe(0);

        assertEquals(Set.of(idle), LIMITS.excess(List.of(idle)));
    }

    @Test
    void timeInWhichTheServerIsToBlameDoesNotCount() {
        Connection waiting = new Connection(new Wire(false), NETWORK, false);
        wait(waiting, Duration.ofMinutes(10));

        assertEquals(Set.of(), LIMITS.excess(List.of(waiting)));
    }

    @Test
    void oneNetworkMayHaveAHundredWithoutARequestAndItsOldestGo() {
        List<Connection> open = connections(NETWORK, 100, Duration.ofSeconds(2));
        List<Connection> oldest = connections(NETWORK, 20, Duration.ofSeconds(3));
        open.addAll(oldest);
        open.addAll(connections(OTHER, 100, Duration.ofSeconds(4)));

        assertEquals(Set.copyOf(oldest), LIMITS.excess(open));
    }

    @Test
    void connectionsThatHaveSentARequestAreNeverCounted() {
        List<Connection> open = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Connection answered = answered(NETWORK);
            wait(answered, Duration.ofSeconds(20));
            open.add(answered);
        }
        for (int i = 0; i < 400; i++) {
            Connection asking = connection(NETWORK);
            asking.workBegins();
            asking.requestArrives();
            asking.workIsSuspended();
            wait(asking, Duration.ofSeconds(20));
            open.add(asking);
        }

        assertEquals(Set.of(), LIMITS.excess(open));
    }

    @Test
    void aTrustedProxyHasNoLimit() {
        List<Connection> open = new ArrayList<>();
        for (int i = 0; i < 1900; i++) {
            Connection proxy = new Connection(new Wire(true), NETWORK, true);
            wait(proxy, Duration.ofHours(1));
            open.add(proxy);
        }

        assertEquals(Set.of(), LIMITS.excess(open));
    }

    @Test
    void whenConnectionsAreShortTheLongestIdleGo() {
        List<Connection> open = new ArrayList<>();
        for (int i = 1; i <= 1510; i++) {
            Connection idle = answered(NETWORK);
            wait(idle, Duration.ofMillis(10L * i));
            open.add(idle);
        }

        assertEquals(Set.copyOf(open.subList(1500, 1510)), LIMITS.excess(open));
    }

    @Test
    void whenConnectionsAreShortIdleOnesMakeRoomForNewOnes() {
        List<Connection> idle = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Connection answered = answered(NETWORK);
            wait(answered, Duration.ofMillis(1));
            idle.add(answered);
        }
        List<Connection> open = new ArrayList<>(idle);
        for (int network = 0; network < 20; network++) {
            open.addAll(connections(new ClientNetwork(4, network), 75, Duration.ofSeconds(5)));
        }

        assertEquals(Set.copyOf(idle), LIMITS.excess(open));
        open.addAll(connections(OTHER, 1, Duration.ofSeconds(6)));
        assertTrue(LIMITS.excess(open).containsAll(List.of(idle.get(0), open.get(open.size() - 1))));
    }

    @Test
    void whenThreadsAreShortThoseThatWaitForAClientAreSetFree() {
        List<Connection> open = new ArrayList<>();
        for (int i = 0; i < 160; i++) {
            Wire wire = new Wire(true);
            Connection blocked = new Connection(wire, NETWORK, false);
            blocked.workBegins();
            blocked.requestArrives();
            wait(blocked, Duration.ofMillis(1001L + i));
            wire.progress++;
            blocked.observe(0);
            open.add(blocked);
        }

        assertEquals(Set.of(), LIMITS.excess(open.subList(0, 150)));
        assertEquals(Set.copyOf(open.subList(100, 160)), LIMITS.excess(open));
    }

    @Test
    void fewClientsThatDoNothingKeepAThreadAndTheLongestSilentGo() {
        List<Connection> open = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Connection silent = connection(NETWORK);
            silent.workBegins();
            silent.requestArrives();
            wait(silent, Duration.ofMillis(1001L + i));
            open.add(silent);
        }

        assertEquals(Set.of(), LIMITS.excess(open.subList(0, 12)));
        assertEquals(Set.copyOf(open.subList(12, 30)), LIMITS.excess(open));
    }

    @Test
    void aClientThatReadsOnIsNotSilentHoweverSlow() {
        List<Connection> open = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Wire wire = new Wire(true);
            Connection slow = new Connection(wire, NETWORK, false);
            slow.workBegins();
            slow.requestArrives();
            for (int second = 0; second < 60; second++) {
                wire.progress++;
                wait(slow, Duration.ofSeconds(1));
            }
            open.add(slow);
        }

        assertEquals(Set.of(), LIMITS.excess(open));
    }

    @Test
    void theNetworkIsTheFirst24Or48Bits() throws UnknownHostException {
        assertEquals(network("198.51.100.1"), network("198.51.100.254"));
        assertFalse(network("198.51.100.1").equals(network("198.51.101.1")));
        assertEquals(network("2001:db8:1::1"), network("2001:db8:1:ffff::2"));
        assertFalse(network("2001:db8:1::1").equals(network("2001:db8:2::1")));
    }

    @Test
    void aSmallHeapAndFewFilesAllowFewerConnections() {
        assertEquals(2048, ConnectionLimits.of(256L << 20, Long.MAX_VALUE).connections());
        assertEquals(8192, ConnectionLimits.of(8L << 30, Long.MAX_VALUE).connections());
        assertEquals(3584, ConnectionLimits.of(8L << 30, 4096).connections());
        assertTrue(LIMITS.toString().startsWith("At most 2000 connections and 200 threads"), LIMITS.toString());
    }

    private static ClientNetwork network(String address) throws UnknownHostException {
        return ClientNetwork.of(InetAddress.getByName(address));
    }

    private static List<Connection> connections(ClientNetwork network, int count, Duration waited) {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Connection connection = connection(network);
            wait(connection, waited);
            connections.add(connection);
        }
        return connections;
    }

    private static Connection answered(ClientNetwork network) {
        Connection answered = connection(network);
        answered.workBegins();
        answered.requestArrives();
        answered.workEnds();
        return answered;
    }

    private static Connection connection(ClientNetwork network) {
        return new Connection(new Wire(true), network, false);
    }

    private static void wait(Connection connection, Duration time) {
        // The first look notices what happened since the last one.
        connection.observe(0);
        connection.observe(time.toNanos());
    }

    private static final class Wire implements Connection.Socket {
        private final boolean waitsForClient;
        private long progress;

        Wire(boolean waitsForClient) {
            this.waitsForClient = waitsForClient;
        }

        @Override
        public boolean waitsForClient() {
            return waitsForClient;
        }

        @Override
        public long progress() {
            return progress;
        }

        @Override
        public boolean waitsForReader() {
            return waitsForClient;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void shutdown() {}
    }
}
