/** Submission of messages and the outbound queue: accepts, stores and sends them, and stores the outcome. */
@NullMarked
package telltale.sending;

import org.jspecify.annotations.NullMarked;
