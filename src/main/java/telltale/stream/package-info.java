/** The live stream of events: one reader per node, and listeners that follow it or catch up from the database. */
@NullMarked
package telltale.stream;

import org.jspecify.annotations.NullMarked;
