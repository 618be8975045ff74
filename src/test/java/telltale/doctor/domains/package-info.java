@NullMarked
package telltale.doctor.domains;

import org.jspecify.annotations.NullMarked;
