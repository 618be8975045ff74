/** Backups, and what a restored one must not bring back. */
@NullMarked
package telltale.restore;

import org.jspecify.annotations.NullMarked;
