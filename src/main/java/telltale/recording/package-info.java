/** A hit becomes a durable event: queue, group commit, answer. */
@NullMarked
package telltale.recording;

import org.jspecify.annotations.NullMarked;
