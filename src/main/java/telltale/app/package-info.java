/**
 * The composition root: creates every part from the settings, starts the parts, and closes them in reverse order. No
 * other package depends on it.
 */
@NullMarked
package telltale.app;

import org.jspecify.annotations.NullMarked;
