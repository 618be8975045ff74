/** Checks settings, disk space and the database. */
@NullMarked
package telltale.doctor.host;

import org.jspecify.annotations.NullMarked;
