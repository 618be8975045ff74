package telltale.smtp;

import java.util.function.Supplier;

/**
 * Runs code with this web application's class loader as the thread's context class loader.
 *
 * <p>jakarta.mail looks up its providers through the context class loader. On a thread of the container or of the common
 * pool, that loader finds no providers, or those of another copy.
 */
final class ContextLoader {
    private ContextLoader() {}

    static <T> T call(Supplier<T> code) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ContextLoader.class.getClassLoader());
        try {
            return code.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
