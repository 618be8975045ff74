/** What the owner decided: read once from every source, checked, and handed on as records that cannot change. */
@NullMarked
package telltale.settings;

import org.jspecify.annotations.NullMarked;
