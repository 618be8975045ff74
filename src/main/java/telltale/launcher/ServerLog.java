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
 * The log of Tomcat itself: warnings and errors, one short line each, without tokens and keys, and none more often than
 * five times a minute. While Tomcat starts they are held back, because a start that fails is explained in one sentence.
 */
final class ServerLog extends Handler {
    private static final SimpleFormatter FORMATTER = new SimpleFormatter();

    /** What one line may take in bytes: most of it may be a stranger's. */
    private static final int MAX_LINE = 300;

    /** A token may begin within the line and end behind it, so more is read than written. */
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
     * Takes the place of every other handler.
     *
     * @param outOfMemory is given every exception, because Tomcat logs an OutOfMemoryError of its own and goes on
     */
    static ServerLog install(Consumer<Throwable> outOfMemory) {
        LogManager.getLogManager().reset();
        ServerLog log = new ServerLog(System.err, outOfMemory);
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

    /** Tomcat puts what a client sent into brackets, behind words of its own. */
    private static String kind(String message) {
        int bracket = message.indexOf('[');
        return cut(bracket < 0 ? message : message.substring(0, bracket), MAX_KIND);
    }

    private static String line(String text) {
        String printable =
                UNPRINTABLE.matcher(SecretMask.mask(cut(text, MAX_READ))).replaceAll(" ");
        // Counted as UTF-8 would at worst count it.
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
