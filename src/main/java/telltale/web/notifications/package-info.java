/** Notifications of mail providers: their verification, and the meaning of their events. */
@NullMarked
package telltale.web.notifications;

import org.jspecify.annotations.NullMarked;
