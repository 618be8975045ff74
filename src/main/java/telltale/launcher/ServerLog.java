package telltale.launcher;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.logging.RepeatLimit;
import telltale.logging.SecretMask;

/**
 * The log of Tomcat itself: warnings and errors, one short line each, without tokens and keys, and each at most five times
 * a minute. Lines are held back while Tomcat starts, because a failed start is explained in one message.
 */
final class ServerLog extends Handler {
    private static final SimpleFormatter FORMATTER = new SimpleFormatter();

    /** Maximum bytes of a line, whose text may come from a stranger. */
    private static final int MAX_LINE = 300;

    /** Maximum characters to mask: a token may begin inside the line and end after it. */
    private static final int MAX_READ = 10 * MAX_LINE;

    private static final String ELLIPSIS = "…";
    private static final int ELLIPSIS_AND_END = 5;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    private static final int MAX_KIND = 80;

    private final PrintStream out;
    private final Consumer<Throwable> outOfMemory;
    private final RepeatLimit<String> limit;
    private @Nullable List<LogRecord> heldBack = new ArrayList<>();

    ServerLog(PrintStream out, Consumer<Throwable> outOfMemory) {
        this.out = out;
        this.outOfMemory = outOfMemory;
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, ServerLog::daemon);
        limit = new RepeatLimit<>(
                timer,
                (kind, count) -> out.println(
                        line(String.format(Locale.ROOT, "… %,d more like this in the last minute: %s", count, kind))));
        setLevel(Level.WARNING);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "log-summaries");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Replaces all other handlers.
     *
     * @param outOfMemory receives every exception, because Tomcat logs an OutOfMemoryError and continues
     */
    static ServerLog install(Consumer<Throwable> outOfMemory) {
        LogManager.getLogManager().reset();
        ServerLog log = new ServerLog(System.err, outOfMemory);
        Logger root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(log);
        return log;
    }

    /** Writes the lines that were held back, and later ones at once. */
    synchronized void release() {
        List<LogRecord> held = heldBack;
        heldBack = null;
        if (held != null) {
            held.forEach(this::write);
        }
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        if (entry.getThrown() != null) {
            outOfMemory.accept(entry.getThrown());
        }
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
        String message = FORMATTER.formatMessage(entry);
        if (limit.admits(kind(message))) {
            Throwable cause = entry.getThrown();
            out.println(line(entry.getInstant() + " " + entry.getLevel() + " Tomcat: " + message
                    + (cause == null ? "" : " (" + cause + ")")));
        }
    }

    /** The constant part of a message: Tomcat appends client input in brackets. */
    private static String kind(String message) {
        int bracket = message.indexOf('[');
        return cut(bracket < 0 ? message : message.substring(0, bracket), MAX_KIND);
    }

    private static String line(String text) {
        String printable =
                UNPRINTABLE.matcher(SecretMask.mask(cut(text, MAX_READ))).replaceAll(" ");
        // The maximum length in UTF-8.
        int bytes = 0;
        for (int i = 0; i < printable.length(); i++) {
            bytes += printable.charAt(i) < 0x80 ? 1 : 3;
            if (bytes > MAX_LINE - ELLIPSIS_AND_END) {
                return printable.substring(0, i) + ELLIPSIS;
            }
        }
        return printable;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    @Override
    public void flush() {
        limit.flush();
        out.flush();
    }

    @Override
    public void close() {}
}
