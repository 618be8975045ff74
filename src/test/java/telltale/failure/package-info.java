/** Tests of the reasons of failed deliveries, by what servers and providers reply. */
@NullMarked
package telltale.failure;

import org.jspecify.annotations.NullMarked;
