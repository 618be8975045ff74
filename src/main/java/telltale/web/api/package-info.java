/** The API behind a key: each servlet turns a request into a record, makes one call, and writes the result as JSON. */
@NullMarked
package telltale.web.api;

import org.jspecify.annotations.NullMarked;
