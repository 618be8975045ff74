/** What the listeners for mail by SMTP share. */
@NullMarked
package telltale.listening;

import org.jspecify.annotations.NullMarked;
