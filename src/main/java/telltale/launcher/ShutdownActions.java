package telltale.launcher;

import java.util.ArrayDeque;
import java.util.Deque;

/** What is undone when the process ends, by Ctrl-C, SIGTERM, failure or by itself: the newest first. */
final class ShutdownActions {
    private final Deque<AutoCloseable> newestFirst = new ArrayDeque<>();

    private ShutdownActions() {}

    static ShutdownActions install() {
        ShutdownActions atExit = new ShutdownActions();
        Runtime.getRuntime().addShutdownHook(new Thread(atExit::undo, "at exit"));
        return atExit;
    }

    synchronized void add(AutoCloseable something) {
        newestFirst.push(something);
    }

    private synchronized void undo() {
        while (!newestFirst.isEmpty()) {
            try {
                newestFirst.pop().close();
            } catch (Exception failed) {
                System.err.println("While stopping: " + failed);
            }
        }
    }
}
