package telltale.sending;

/** Access to the submission service, which exists once all settings that sending requires are set. */
@FunctionalInterface
public interface Submission {
    /**
     * Returns the service.
     *
     * @throws SendingNotConfiguredException if a setting is missing
     */
    SubmissionService open() throws SendingNotConfiguredException;
}
