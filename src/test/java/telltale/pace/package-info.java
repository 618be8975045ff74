@NullMarked
package telltale.pace;

import org.jspecify.annotations.NullMarked;
