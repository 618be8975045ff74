/** The API, which requires a key: each handler parses a request into a record, makes one call, and returns JSON. */
@NullMarked
package telltale.web.api;

import org.jspecify.annotations.NullMarked;
