package telltale.spool;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.StoredConstant;

/**
 * How events become the bytes of a record, and back: {@code length(4) checksum(4) first(8) forgotten(8) version(1)
 * count(4)}, then the events. The checksum is CRC-32C (RFC 3720 section B.4) of the spool's name and of everything
 * behind the checksum, so that neither a torn record nor one of another spool is taken for a whole one.
 */
final class EventFormat {
    static final int HEADER_BYTES = 4 + 4 + 8 + 8 + 1 + 4;

    private static final int CHECKED_FROM = 8;
    private static final byte VERSION = 1;
    /** Everything of an event but its agent's text. */
    private static final int FIXED_BYTES = 16 + 1 + 4 + 16 + 4 + 1 + 8 + 2;

    /** An event that is no click and names no agent. */
    private static final int MIN_EVENT_BYTES = FIXED_BYTES - 4;

    private static final int MOST_BYTES_A_CHARACTER = 3;
    private static final UUID NOBODY = new UUID(0, 0);

    private ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

    /** The record of some events; it is valid until the next is written. */
    ByteBuffer write(UUID spool, long first, long forgotten, List<Event> events) {
        ByteBuffer record = cleared(events);
        record.position(CHECKED_FROM);
        record.putLong(first).putLong(forgotten).put(VERSION).putInt(events.size());
        events.forEach(event -> write(record, event));
        record.flip();
        record.putInt(0, record.limit());
        record.putInt(4, checksum(spool, record));
        return record;
    }

    /** The record in these bytes; null if they hold no whole one. */
    @Nullable
    SpoolRecord read(UUID spool, ByteBuffer record) {
        if (record.getInt(4) != checksum(spool, record)) {
            return null;
        }
        int bytes = record.remaining();
        record.position(CHECKED_FROM);
        long first = record.getLong();
        long forgotten = record.getLong();
        byte version = record.get();
        if (version != VERSION) {
            throw new IllegalStateException(
                    "The spool was written by a newer Telltale (format " + version + "). Run that one.");
        }
        int count = record.getInt();
        // The checksum is no proof against a defect of the program that wrote it, and a count allocates memory.
        return count < 0 || count > record.remaining() / MIN_EVENT_BYTES
                ? null
                : new SpoolRecord(first, count, forgotten, bytes, record);
    }

    /**
     * The events of a record, which can be asked for once.
     *
     * @throws IllegalStateException if they are not what this version writes, although the checksum is right
     */
    List<Event> events(SpoolRecord record) {
        List<Event> events = new ArrayList<>(record.count());
        try {
            for (int i = 0; i < record.count(); i++) {
                events.add(event(record.body()));
            }
        } catch (BufferUnderflowException | IllegalArgumentException unknown) {
            throw new IllegalStateException(
                    "Event " + (record.first() + events.size()) + " of the spool cannot be read.", unknown);
        }
        return events;
    }

    /** How long the record is that begins with this header. */
    static int length(ByteBuffer header) {
        return header.getInt(0);
    }

    private ByteBuffer cleared(List<Event> events) {
        int most = HEADER_BYTES;
        for (Event event : events) {
            most += FIXED_BYTES
                    + MOST_BYTES_A_CHARACTER * event.client().agent().length();
        }
        if (buffer.capacity() < most) {
            buffer = ByteBuffer.allocateDirect(most);
        }
        return buffer.clear();
    }

    private static void write(ByteBuffer record, Event event) {
        DeliveryId delivery = event.delivery();
        put(record, event.id());
        record.put((byte) event.kind().number());
        // Others have none, and kinds of records from before there were links.
        if (event.kind() == EventKind.CLICK) {
            record.putInt(event.link());
        }
        put(record, delivery == null ? NOBODY : delivery.value());
        record.putInt(event.client().flagBits());
        record.put((byte) event.network().kind().number());
        record.putLong(event.network().prefix());
        byte[] agent = event.client().agent().getBytes(StandardCharsets.UTF_8);
        record.putShort((short) agent.length);
        record.put(agent);
    }

    private static Event event(ByteBuffer record) {
        UUID id = uuid(record);
        EventKind kind = StoredConstant.of(EventKind.class, record.get());
        int link = kind == EventKind.CLICK ? record.getInt() : 0;
        UUID delivery = uuid(record);
        int flags = record.getInt();
        Network network = new Network(StoredConstant.of(Network.Kind.class, record.get()), record.getLong());
        int agentBytes = record.getShort();
        if (agentBytes < 0) {
            throw new IllegalArgumentException("an agent has no negative length");
        }
        byte[] agent = new byte[agentBytes];
        record.get(agent);
        return new Event(
                id,
                kind,
                delivery.equals(NOBODY) ? null : new DeliveryId(delivery),
                link,
                new Client(new String(agent, StandardCharsets.UTF_8), Client.flagsOf(flags)),
                network);
    }

    private static void put(ByteBuffer record, UUID id) {
        record.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer record) {
        return new UUID(record.getLong(), record.getLong());
    }

    private static int checksum(UUID spool, ByteBuffer record) {
        CRC32C sum = new CRC32C();
        ByteBuffer name = ByteBuffer.allocate(16);
        put(name, spool);
        sum.update(name.flip());
        sum.update(record.duplicate().position(CHECKED_FROM));
        return (int) sum.getValue();
    }
}
