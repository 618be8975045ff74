@NullMarked
package telltale.doctor.link;

import org.jspecify.annotations.NullMarked;
