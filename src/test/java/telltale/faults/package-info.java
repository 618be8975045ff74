/** What becomes of hits when something breaks: what was answered is compared with what is stored. */
@NullMarked
package telltale.faults;

import org.jspecify.annotations.NullMarked;
