package telltale.launcher;

import java.lang.reflect.InvocationTargetException;

/**
 * The entry point of {@code java -jar app.war}: checks the Java version before any class is loaded that depends on it.
 *
 * <p>The build compiles only this class for Java 8, so that an old Java prints a message instead of a stack trace.
 * Therefore it refers to other classes of Telltale only by name.
 */
public final class Main {
    private static final int MIN_JAVA = 17;

    private Main() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        String version = System.getProperty("java.specification.version", "0");
        if (isTooOld(version)) {
            System.err.println("Telltale needs Java " + MIN_JAVA + " or newer; this is Java " + version + " ("
                    + System.getProperty("java.home")
                    + "). Start it with a newer Java, for example from https://adoptium.net.");
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

    /** Whether a version such as 1.8 or 11 is older than Telltale requires. */
    static boolean isTooOld(String specification) {
        return specification.startsWith("1.") || Integer.parseInt(specification) < MIN_JAVA;
    }
}
