package telltale.settings;

/** Names of the servlet context attributes that the launcher and the web application exchange. */
public final class LauncherAttributes {
    /** Default settings, as a map of strings. */
    public static final String DEFAULTS = "telltale.launcher.defaults";
    /** The path of the {@code .env} file, which need not exist. */
    public static final String ENV_FILE = "telltale.launcher.env-file";
    /** The limits of the connector, as health shows them. */
    public static final String CONNECTION_LIMITS = "telltale.launcher.connection-limits";
    /** The number of threads that process requests, an {@code Integer}. */
    public static final String WORKERS = "telltale.launcher.workers";
    /** A {@code Consumer<Throwable>} that ends the process after an OutOfMemoryError caught by the web application. */
    public static final String OUT_OF_MEMORY = "telltale.launcher.out-of-memory";
    /** The code in the link by which a browser signs in once, as a text. */
    public static final String SIGN_IN_CODE = "telltale.launcher.sign-in-code";
    /** Set if the demo mailbox captures all mail. */
    public static final String DEMO = "telltale.launcher.demo";
    /** Set by the web application: the reason why it did not start, which the launcher prints. */
    public static final String FAILURE = "telltale.failure";

    /**
     * A {@code Supplier<Runnable>}: for the request of the calling thread, what closes its connection after the application has
     * taken it over.
     */
    public static final String CLOSE_CONNECTION = "telltale.launcher.close-connection";

    private LauncherAttributes() {}
}
