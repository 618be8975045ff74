package telltale.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What Tomcat itself has to say: warnings and worse, a line each. While it starts they are held back, since a start that
 * fails is told in one sentence.
 */
final class ServerLog extends Handler {
    private static final SimpleFormatter FORMATTER = new SimpleFormatter();

    private @Nullable List<LogRecord> heldBack = new ArrayList<>();

    private ServerLog() {
        setLevel(Level.WARNING);
    }

    /** Takes the place of every other handler. */
    static ServerLog install() {
        LogManager.getLogManager().reset();
        ServerLog log = new ServerLog();
        Logger root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(log);
        return log;
    }

    /** Writes what was held back, and whatever follows at once. */
    synchronized void tell() {
        List<LogRecord> held = heldBack;
        heldBack = null;
        if (held != null) {
            held.forEach(this::write);
        }
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        if (!isLoggable(entry)) {
            return;
        }
        if (heldBack == null) {
            write(entry);
        } else {
            heldBack.add(entry);
        }
    }

    private void write(LogRecord entry) {
        Throwable cause = entry.getThrown();
        System.err.println(entry.getInstant() + " " + entry.getLevel() + " Tomcat: " + FORMATTER.formatMessage(entry)
                + (cause == null ? "" : " (" + cause + ")"));
    }

    @Override
    public void flush() {
        System.err.flush();
    }

    @Override
    public void close() {}
}
