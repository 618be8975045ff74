package telltale.launcher;

import java.lang.reflect.InvocationTargetException;

/**
 * Where {@code java -jar app.war} begins: checks the Java version before any class is loaded that needs it.
 *
 * <p>The build compiles this class alone for Java 8, so that an old Java reads a sentence instead of a stack trace.
 * Therefore it names no other class of Telltale but by its name.
 */
public final class Main {
    private static final int OLDEST_JAVA = 17;

    private Main() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        String version = System.getProperty("java.specification.version", "0");
        if (isTooOld(version)) {
            System.err.println("Telltale needs Java " + OLDEST_JAVA + " or newer, and this is Java " + version + " ("
                    + System.getProperty("java.home")
                    + "). Start it with the java command of a newer one; https://adoptium.net has them.");
            System.exit(1);
        }
        try {
            Class.forName("telltale.launcher.CommandLine")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
        } catch (InvocationTargetException failed) {
            throw new IllegalStateException("Telltale failed to start", failed.getCause());
        }
    }

    /** Whether the version, such as 1.8 or 11, is before the oldest that Telltale runs on. */
    static boolean isTooOld(String specification) {
        return specification.startsWith("1.") || Integer.parseInt(specification) < OLDEST_JAVA;
    }
}
