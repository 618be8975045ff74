/**
 * Sends events to other programs by the Standard Webhooks specification 1.0.0: signs them, connects to checked addresses alone, and tries again.
 * It has neither JSON nor SQL.
 */
@NullMarked
package telltale.webhooks;

import org.jspecify.annotations.NullMarked;
