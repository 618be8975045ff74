@NullMarked
package telltale.domains;

import org.jspecify.annotations.NullMarked;
