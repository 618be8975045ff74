/**
 * HTTP support shared by all handlers: request fields and JSON, problems (RFC 9457), client addresses, security headers.
 */
@NullMarked
package telltale.web.http;

import org.jspecify.annotations.NullMarked;
