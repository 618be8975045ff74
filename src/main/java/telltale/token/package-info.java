/** Signs and reads what stands in a mail's addresses, without a database. */
@NullMarked
package telltale.token;

import org.jspecify.annotations.NullMarked;
