package telltale.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process on an OutOfMemoryError. A process with dead threads would still answer and report ready while its work
 * is not done; a supervisor restarts one that has exited. Nothing is lost: a hit is on disk before it is answered, and a
 * mail before it is queued.
 */
final class MemoryExhaustion implements Consumer<Throwable>, Thread.UncaughtExceptionHandler {
    /** The status of {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int EXIT_STATUS = 3;

    private static final int MAX_CAUSES = 10;
    private static final long MEBIBYTE = 1024 * 1024;

    private final FileOutputStream out;
    private final IntConsumer halt;
    /** Created at start, because there is no memory for it later. */
    private final byte[] noHeap;

    private final byte[] noThreads;

    MemoryExhaustion(FileOutputStream out, IntConsumer halt, long heap) {
        this.out = out;
        this.halt = halt;
        noHeap = line("Telltale ran out of memory (" + heapSetting(heap / MEBIBYTE) + ") and stops; run it under a"
                + " supervisor such as systemd with Restart=on-failure, or give it a larger heap with java -Xmx"
                + 2 * Math.max(1, heap / MEBIBYTE) + "m -jar app.war.");
        noThreads = line("Telltale could not start a thread and stops: the system allows it no more threads or memory."
                + " Raise the limit (ulimit -u, TasksMax= of systemd), and run it under a supervisor such as systemd with"
                + " Restart=on-failure.");
    }

    /** Installs this as the default handler of uncaught exceptions. */
    static MemoryExhaustion install() {
        MemoryExhaustion exhaustion = new MemoryExhaustion(
                new FileOutputStream(FileDescriptor.err),
                Runtime.getRuntime()::halt,
                Runtime.getRuntime().maxMemory());
        Thread.setDefaultUncaughtExceptionHandler(exhaustion);
        return exhaustion;
    }

    /** Ends the process if an OutOfMemoryError is among the causes; returns otherwise. */
    @Override
    public void accept(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            if (cause instanceof OutOfMemoryError exhausted) {
                end(exhausted);
                return;
            }
            cause = cause.getCause();
        }
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        accept(failure);
        System.err.print("Exception in thread \"" + thread.getName() + "\" ");
        failure.printStackTrace();
    }

    private void end(OutOfMemoryError exhausted) {
        try {
            String message = exhausted.getMessage();
            out.write(message != null && message.contains("native thread") ? noThreads : noHeap);
        } catch (IOException | OutOfMemoryError unheard) {
            // The exit status remains.
        } finally {
            // Without shutdown hooks, which need memory; the next start removes the temporary folder.
            halt.accept(EXIT_STATUS);
        }
    }

    private static String heapSetting(long mebibytes) {
        return ProcessHandle.current().info().arguments().stream()
                .flatMap(Arrays::stream)
                .takeWhile(argument -> !argument.equals("-jar"))
                .filter(argument -> argument.startsWith("-Xmx"))
                .reduce((first, last) -> last)
                .orElse("a heap of " + mebibytes + " MB");
    }

    private static byte[] line(String sentence) {
        return (sentence + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
    }
}
