package telltale.app;

/** Why Telltale does not start: somebody else keeps its home folder. */
final class HomeInUseException extends StartupException {
    private static final long serialVersionUID = 1;

    HomeInUseException(String sentence) {
        super(sentence);
    }
}
