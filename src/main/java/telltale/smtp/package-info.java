/** One SMTP conversation: connect, secure, submit, and classify the reply. */
@NullMarked
package telltale.smtp;

import org.jspecify.annotations.NullMarked;
