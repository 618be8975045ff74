/** The domain model as records and sealed types, without HTTP, SQL, SMTP, JSON or a clock. */
@NullMarked
package telltale.model;

import org.jspecify.annotations.NullMarked;
