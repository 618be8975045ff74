package telltale.sending;

/** Where letters are taken on, once everything is set that sending needs. */
@FunctionalInterface
public interface Submission {
    /**
     * Opens it.
     *
     * @throws SendingNotConfiguredException if a setting is missing
     */
    SubmissionService open() throws SendingNotConfiguredException;
}
