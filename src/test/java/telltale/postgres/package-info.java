/** A PostgreSQL of the tests' own, which they may stop, kill and freeze. */
@NullMarked
package telltale.postgres;

import org.jspecify.annotations.NullMarked;
