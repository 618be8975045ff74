/** What other programs make of a mail that was sent through a real server: three parsers and two spam filters. */
@NullMarked
package telltale.readers;

import org.jspecify.annotations.NullMarked;
