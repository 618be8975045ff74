/**
 * What one mail says: a template is merged with a recipient's data, gets its tracking, and becomes a finished
 * message.
 */
@NullMarked
package telltale.message;

import org.jspecify.annotations.NullMarked;
