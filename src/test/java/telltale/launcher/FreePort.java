package telltale.launcher;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Random;

/** Ports for servers that tests start. */
public final class FreePort {
    private FreePort() {}

    /** Returns a free port below the range of ephemeral ports, so that it is still free at the next start. */
    public static int find() {
        Random random = new Random();
        for (int i = 0; i < 100; i++) {
            try (ServerSocket socket = new ServerSocket(random.nextInt(20_000, 32_000))) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // In use: try the next one.
            }
        }
        throw new IllegalStateException("no free port from 20000 to 32000");
    }
}
