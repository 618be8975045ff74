/** The API, which requires a key: each servlet parses a request into a record, makes one call, and writes JSON. */
@NullMarked
package telltale.web.api;

import org.jspecify.annotations.NullMarked;
