package telltale.sending;

/** Where letters are taken on, once everything is set that sending needs. */
@FunctionalInterface
public interface Desk {
    /**
     * Opens it.
     *
     * @throws NotConfigured if a setting is missing
     */
    Acceptance open() throws NotConfigured;
}
