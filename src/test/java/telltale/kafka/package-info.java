/** Tests of the replicated log, with three brokers of Apache Kafka in processes of their own. */
@NullMarked
package telltale.kafka;

import org.jspecify.annotations.NullMarked;
