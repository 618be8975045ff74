@NullMarked
package telltale.doctor.dkim;

import org.jspecify.annotations.NullMarked;
