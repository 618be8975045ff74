/** Settings: read once from every source, validated, and passed on as immutable records. */
@NullMarked
package telltale.settings;

import org.jspecify.annotations.NullMarked;
