/** The one client by which the self-test fetches addresses. */
@NullMarked
package telltale.doctor.http;

import org.jspecify.annotations.NullMarked;
