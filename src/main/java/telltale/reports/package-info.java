/** Applies what came back to the deliveries: finds the delivery of a report, stores it, and decides what follows from it. */
@NullMarked
package telltale.reports;

import org.jspecify.annotations.NullMarked;
