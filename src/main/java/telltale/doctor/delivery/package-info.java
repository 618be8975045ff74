/** Tests what happens to a mail: sends some to this installation, reads how they arrive, and fetches as mail programs do. */
@NullMarked
package telltale.doctor.delivery;

import org.jspecify.annotations.NullMarked;
