/** What a mail is made of, and what becomes of it at a server that behaves, misbehaves, or falls silent. */
@NullMarked
package telltale.mail;

import org.jspecify.annotations.NullMarked;
