/** API keys: their text, their creation, and the copy in memory by which requests are identified. */
@NullMarked
package telltale.keys;

import org.jspecify.annotations.NullMarked;
