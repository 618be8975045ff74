/** What the packaged web application promises on the wire, asked of every server that it is built for. */
@NullMarked
package telltale.contract;

import org.jspecify.annotations.NullMarked;
