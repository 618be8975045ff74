@NullMarked
package telltale.launcher;

import org.jspecify.annotations.NullMarked;
