/** Which requests come from this machine itself, for the addresses that need no key then. */
@NullMarked
package telltale.access;

import org.jspecify.annotations.NullMarked;
