package telltale.smtp;

import java.util.function.Supplier;

/**
 * Runs a step under this web application's class loader.
 *
 * <p>jakarta.mail looks its providers up through the thread's context class loader. On a thread of the container or of a
 * common pool that loader sees none, or another copy of them.
 */
final class ContextLoader {
    private ContextLoader() {}

    static <T> T call(Supplier<T> step) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ContextLoader.class.getClassLoader());
        try {
            return step.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
