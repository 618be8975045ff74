package telltale.app;

/** Why Telltale does not start: somebody else keeps its home folder. */
final class HomeInUse extends CannotStart {
    private static final long serialVersionUID = 1;

    HomeInUse(String sentence) {
        super(sentence);
    }
}
