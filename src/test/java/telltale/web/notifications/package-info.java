@NullMarked
package telltale.web.notifications;

import org.jspecify.annotations.NullMarked;
