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
        int java = feature(System.getProperty("java.specification.version", "0"));
        if (java < OLDEST_JAVA) {
            System.err.println("Telltale needs Java " + OLDEST_JAVA + " or newer, and this is Java " + java + " ("
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

    /** Java 8 called itself 1.8. */
    private static int feature(String specification) {
        return Integer.parseInt(specification.startsWith("1.") ? specification.substring(2) : specification);
    }
}
