/** Makes everything from the settings, starts it, and closes it in reverse. Nobody else sees this room. */
@NullMarked
package telltale.app;

import org.jspecify.annotations.NullMarked;
