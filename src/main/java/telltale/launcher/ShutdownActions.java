package telltale.launcher;

import java.util.ArrayDeque;
import java.util.Deque;

/** Resources that are closed when the process ends for any reason, in reverse order. */
final class ShutdownActions {
    private final Deque<AutoCloseable> newestFirst = new ArrayDeque<>();

    private ShutdownActions() {}

    static ShutdownActions install() {
        ShutdownActions atExit = new ShutdownActions();
        Runtime.getRuntime().addShutdownHook(new Thread(atExit::closeAll, "at exit"));
        return atExit;
    }

    synchronized void add(AutoCloseable resource) {
        newestFirst.push(resource);
    }

    private synchronized void closeAll() {
        while (!newestFirst.isEmpty()) {
            try {
                newestFirst.pop().close();
            } catch (Exception failed) {
                System.err.println("While stopping: " + failed);
            }
        }
    }
}
