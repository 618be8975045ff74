/** The replicated log on Apache Kafka. Its classes load only if the setting {@code TELLTALE_LOG} is set. */
@NullMarked
package telltale.kafka;

import org.jspecify.annotations.NullMarked;
