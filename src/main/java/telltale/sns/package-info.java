/** Messages of Amazon SNS: verifies their signatures, and confirms subscriptions to configured topics. Independent of JSON. */
@NullMarked
package telltale.sns;

import org.jspecify.annotations.NullMarked;
