/**
 * How long a million spooled events take to come into the database. There is no spool yet, so this fails and says so.
 */
public final class Replay {
    public static void main(String[] arguments) {
        System.err.println("bench/run replay is not built yet: it needs the spool.");
        System.exit(1);
    }
}
