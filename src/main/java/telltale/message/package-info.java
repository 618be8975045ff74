/**
 * The content of one message in four stages: a template is merged with a recipient's data, personalized and tracked, and
 * composed into the bytes of a message.
 */
@NullMarked
package telltale.message;

import org.jspecify.annotations.NullMarked;
