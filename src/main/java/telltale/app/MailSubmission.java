package telltale.app;

import telltale.sending.Submission;
import telltale.sending.Tracker;

/** The two ways in which mail is taken on: one while its sender waits, and many. */
record MailSubmission(Tracker tracker, Submission desk) {}
