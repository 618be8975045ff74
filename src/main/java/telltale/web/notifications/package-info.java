/** Notifications of mail providers about mail that they sent: who may send them, and what each of them means. */
@NullMarked
package telltale.web.notifications;

import org.jspecify.annotations.NullMarked;
