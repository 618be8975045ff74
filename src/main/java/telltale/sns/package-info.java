/** Messages of Amazon SNS: verifies who signed them, and confirms the subscription to configured topics. It has no JSON. */
@NullMarked
package telltale.sns;

import org.jspecify.annotations.NullMarked;
