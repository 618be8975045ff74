/** Turns a hit into a durable event: queue, group commit to the spool, answer, transfer to the database. */
@NullMarked
package telltale.recording;

import org.jspecify.annotations.NullMarked;
