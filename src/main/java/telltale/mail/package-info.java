/** Composes one MIME message with its pixel and hands it over in one SMTP conversation. */
@NullMarked
package telltale.mail;

import org.jspecify.annotations.NullMarked;
