package telltale.launcher;

import java.util.ArrayDeque;
import java.util.Deque;

/** What is undone when the process ends, by Ctrl-C, SIGTERM, failure or by itself: the newest first. */
final class AtExit {
    private final Deque<AutoCloseable> newestFirst = new ArrayDeque<>();

    private AtExit() {}

    static AtExit install() {
        AtExit atExit = new AtExit();
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
