@NullMarked
package telltale.doctor.dmarc;

import org.jspecify.annotations.NullMarked;
