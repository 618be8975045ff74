/** Mails that other programs composed: their structure, and their copies with pixel and tracked links. */
@NullMarked
package telltale.message.source;

import org.jspecify.annotations.NullMarked;
