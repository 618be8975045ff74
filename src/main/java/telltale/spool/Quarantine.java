package telltale.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import telltale.model.DeliveryId;
import telltale.model.Event;

/** A file of the events that the database rejects: one line each, fields separated by tabs, the reason last. */
final class Quarantine {
    private final Path file;
    private long size;

    Quarantine(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            try (Stream<String> lines = Files.lines(file)) {
                size = lines.count();
            }
        }
    }

    synchronized void add(Event event, String reason) throws IOException {
        byte[] line = (line(event, reason) + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = SpoolFiles.open(file)) {
            channel.write(ByteBuffer.wrap(line), channel.size());
            channel.force(true);
        }
        size++;
    }

    synchronized long size() {
        return size;
    }

    private static String line(Event event, String reason) {
        DeliveryId delivery = event.delivery();
        return String.join(
                "\t",
                event.at().toString(),
                event.id().toString(),
                event.kind().wireName(),
                delivery == null ? "-" : delivery.toString(),
                event.network().text(),
                String.valueOf(event.client().flagBits()),
                plain(event.client().agent()),
                plain(reason));
    }

    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
