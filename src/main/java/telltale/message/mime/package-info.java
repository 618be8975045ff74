/** Encodes headers, texts and attachments as octets of a message (RFC 5322, MIME). */
@NullMarked
package telltale.message.mime;

import org.jspecify.annotations.NullMarked;
