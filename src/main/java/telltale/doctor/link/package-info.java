/** Fetches the tracking address as recipients do. */
@NullMarked
package telltale.doctor.link;

import org.jspecify.annotations.NullMarked;
