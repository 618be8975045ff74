@NullMarked
package telltale.supervision;

import org.jspecify.annotations.NullMarked;
