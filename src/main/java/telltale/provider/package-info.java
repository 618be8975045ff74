/** Who runs the mail servers of recipients. */
@NullMarked
package telltale.provider;

import org.jspecify.annotations.NullMarked;
