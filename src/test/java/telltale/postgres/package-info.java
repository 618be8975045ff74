/** A real PostgreSQL for tests, which they may stop, kill and freeze. */
@NullMarked
package telltale.postgres;

import org.jspecify.annotations.NullMarked;
