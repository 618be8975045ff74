/** Recognizes requests from this machine itself, which need no key for some addresses. */
@NullMarked
package telltale.access;

import org.jspecify.annotations.NullMarked;
