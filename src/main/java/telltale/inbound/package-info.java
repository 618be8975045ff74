/** Reads what comes back: turns a raw mail into a report about a delivery, without stored data or a network. */
@NullMarked
package telltale.inbound;

import org.jspecify.annotations.NullMarked;
