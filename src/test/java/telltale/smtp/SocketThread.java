package telltale.smtp;

import java.io.IOException;

/** A thread of a test that serves sockets until they are closed. */
public final class SocketThread {
    private SocketThread() {}

    /** What a thread does. */
    public interface Work {
        void run() throws IOException;
    }

    /**
     * Starts a thread. Its exceptions are ignored, because they mean that an end or the test has closed the connection.
     *
     * @param name the name of the thread
     */
    public static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // Each end detects a lost connection itself.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
