/** Sessions of signed-in browsers: their cookies' values, sign-in links, their ends, and the limit on attempts to sign in. */
@NullMarked
package telltale.sessions;

import org.jspecify.annotations.NullMarked;
