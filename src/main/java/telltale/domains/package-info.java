/** The domains of senders: their tracking hosts, return paths and DKIM keys. */
@NullMarked
package telltale.domains;

import org.jspecify.annotations.NullMarked;
