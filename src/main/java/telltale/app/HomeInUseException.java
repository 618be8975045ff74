package telltale.app;

/** The home folder is locked by another process or another application in this server. */
final class HomeInUseException extends StartupException {
    private static final long serialVersionUID = 1;

    HomeInUseException(String sentence) {
        super(sentence);
    }
}
