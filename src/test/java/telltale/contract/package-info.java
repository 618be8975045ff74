/** Contract tests of the packaged WAR over HTTP, for every supported server. */
@NullMarked
package telltale.contract;

import org.jspecify.annotations.NullMarked;
