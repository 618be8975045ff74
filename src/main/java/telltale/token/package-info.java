/** Signs and verifies the tokens in the URLs, addresses and identifiers of messages, without a database. */
@NullMarked
package telltale.token;

import org.jspecify.annotations.NullMarked;
