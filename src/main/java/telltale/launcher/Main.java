package telltale.launcher;

/** Starts the web application from its own file. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(1);
    }
}
