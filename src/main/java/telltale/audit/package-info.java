/** The audit log: who changed what, and who looked at whose data. */
@NullMarked
package telltale.audit;

import org.jspecify.annotations.NullMarked;
