/** The words of the domain as records and sealed types: no HTTP, no SQL, no SMTP, no JSON, no clock. */
@NullMarked
package telltale.model;

import org.jspecify.annotations.NullMarked;
