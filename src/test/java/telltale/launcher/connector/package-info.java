@NullMarked
package telltale.launcher.connector;

import org.jspecify.annotations.NullMarked;
