@NullMarked
package telltale.settings;

import org.jspecify.annotations.NullMarked;
