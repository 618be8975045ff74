package telltale.submission;

import java.net.InetAddress;

/** Identifies the programs that submit mail. */
public interface Submitters {
    /**
     * Identifies a program by its API key.
     *
     * @throws SubmissionRefusedException if the key is not accepted, or not now
     */
    Submitter identify(String key, InetAddress client) throws SubmissionRefusedException;

    /**
     * Counts a mail.
     *
     * @throws SubmissionRefusedException if the key has reached its limit
     */
    void count(Submitter submitter) throws SubmissionRefusedException;
}
