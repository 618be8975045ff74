/**
 * The pace of mail: how fast each provider of mailboxes takes it, learned from replies and reports, and how much of it a new
 * sender domain may send a day.
 */
@NullMarked
package telltale.pace;

import org.jspecify.annotations.NullMarked;
