@NullMarked
package telltale.launcher.mailbox;

import org.jspecify.annotations.NullMarked;
