@NullMarked
package telltale.dns;

import org.jspecify.annotations.NullMarked;
