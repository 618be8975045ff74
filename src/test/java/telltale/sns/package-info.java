@NullMarked
package telltale.sns;

import org.jspecify.annotations.NullMarked;
