package telltale.app;

import telltale.sending.Submission;
import telltale.sending.Tracker;

/** The two ways to submit mail: a single mail while its caller waits, and messages to many recipients. */
record MailSubmission(Tracker tracker, Submission submission) {}
