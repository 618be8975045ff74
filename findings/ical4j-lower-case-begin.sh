#!/usr/bin/env bash
# ical4j rejects a calendar that starts with "begin:vcalendar".
#
# RFC 5545, section 2: names of properties, parameters, components and enumerated values are case-insensitive, and
# in its ABNF (RFC 5234, section 2.3) "BEGIN" and "VCALENDAR" match in any case. ical4j accepts lower-case names inside the
# component. biweekly is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

maven_jars org.mnode.ical4j:ical4j:4.1.1 net.sf.biweekly:biweekly:0.6.8 org.slf4j:slf4j-nop:2.0.20

printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//example.com//finding//EN BEGIN:VEVENT UID:1@example.com \
  DTSTAMP:20260101T000000Z DTSTART:20260102T000000Z SUMMARY:Review END:VEVENT END:VCALENDAR > upper.ics
sed 's/^SUMMARY/summary/' upper.ics > property.ics
sed 's/^BEGIN:VCALENDAR/begin:vcalendar/; s/^END:VCALENDAR/end:vcalendar/' upper.ics > calendar.ics

cat > Run.java << 'END'
import biweekly.Biweekly;
import java.io.File;
import java.io.FileInputStream;
import java.util.List;
import net.fortuna.ical4j.data.CalendarBuilder;

public class Run {
    public static void main(String[] args) throws Exception {
        for (String name : List.of("upper", "property", "calendar")) {
            System.out.printf("%s: ical4j %s, biweekly reads \"%s\"%n", name, ical4j(name + ".ics"),
                    Biweekly.parse(new File(name + ".ics")).first().getEvents().get(0).getSummary().getValue());
        }
    }

    private static String ical4j(String file) throws Exception {
        try (var in = new FileInputStream(file)) {
            var event = new CalendarBuilder().build(in).getComponents().get(0);
            return "reads \"" + event.getProperty("SUMMARY").map(p -> p.getValue()).orElse("nothing") + "\"";
        } catch (net.fortuna.ical4j.data.ParserException refused) {
            return "fails with \"" + refused.getMessage() + "\"";
        }
    }
}
END

verdict "$(java -cp 'jars/*' Run.java 2>&1)" << 'END'
upper: ical4j reads "Review", biweekly reads "Review"
property: ical4j reads "Review", biweekly reads "Review"
calendar: ical4j fails with "Error at line 1:Expected [BEGIN], read [begin]", biweekly reads "Review"
END
