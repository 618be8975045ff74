/** Reads iCalendar objects and checks them against the rules for scheduling by mail (RFC 5545, 5546, 6047). */
@NullMarked
package telltale.message.calendar;

import org.jspecify.annotations.NullMarked;
