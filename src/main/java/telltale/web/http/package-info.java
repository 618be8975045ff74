/**
 * What all servlets share: fields and JSON of requests, problems (RFC 9457), addresses of clients, security headers.
 */
@NullMarked
package telltale.web.http;

import org.jspecify.annotations.NullMarked;
