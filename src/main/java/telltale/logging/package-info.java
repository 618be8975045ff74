/** What reaches the logs: no secrets, and no message more often than a person can use. */
@NullMarked
package telltale.logging;

import org.jspecify.annotations.NullMarked;
