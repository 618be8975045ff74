package telltale.stream;

import java.time.Duration;

/**
 * The times of the stream.
 *
 * @param heartbeat how long a client gets nothing before it gets a heartbeat
 * @param maxStall how long a client may read nothing before it is disconnected
 * @param check how often the key or session of a client is checked
 */
public record StreamTimes(Duration heartbeat, Duration maxStall, Duration check) {
    public static final StreamTimes DEFAULT =
            new StreamTimes(Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(5));
}
