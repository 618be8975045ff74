package telltale.app;

import telltale.sending.Desk;
import telltale.sending.Tracker;

/** The two ways in which mail is taken on: one while its sender waits, and many. */
record Sending(Tracker tracker, Desk desk) {}
