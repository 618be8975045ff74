#!/usr/bin/env bash
# flufl.bounce (Mailman 3) and Mail::DeliveryStatus::BounceParser find no address in an internationalized bounce.
#
# RFC 6533, section 3: a server that supports SMTPUTF8 may send a report as message/global-delivery-status, with the fields
# of RFC 3464. Courier does so as soon as any text in the report has an octet above 127, even for a plain ASCII recipient. The
# two mails differ only in this type.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need perl /usr/bin/python3
debian_packages python3-flufl.bounce=4.0 libmail-deliverystatus-bounceparser-perl=1.543+repacked

for type in delivery-status global-delivery-status; do
  cat > "$type.eml" << END
From: Mail Delivery System <mailer-daemon@mx.example.net>
To: news@example.com
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=$type; boundary="report"

--report
Content-Type: text/plain

Your message could not be delivered.
--report
Content-Type: message/$type

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; joe@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown
--report--
END
done

cat > run.py << 'END'
import email
import sys

from flufl.bounce import all_failures

for name in sys.argv[1:]:
    with open(name, "rb") as file:
        temporary, permanent = all_failures(email.message_from_binary_file(file))
    print("flufl.bounce,", f"{name}:", sorted(a.decode() for a in permanent) or "nothing")
END

cat > run.pl << 'END'
use strict;
use warnings;
use Mail::DeliveryStatus::BounceParser;

for my $name (@ARGV) {
    open my $file, '<', $name or die;
    my $bounce = Mail::DeliveryStatus::BounceParser->new(join '', <$file>);
    my @addresses = $bounce->addresses;
    print "BounceParser, $name: ", (@addresses ? "@addresses" : 'nothing'),
        ($bounce->is_bounce ? ', a bounce' : ', no bounce'), "\n";
}
END

mails=(delivery-status.eml global-delivery-status.eml)
verdict "$(in_debian /usr/bin/python3 run.py "${mails[@]}" 2>&1; in_debian perl run.pl "${mails[@]}" 2>&1)" << 'END'
flufl.bounce, delivery-status.eml: ['joe@example.org']
flufl.bounce, global-delivery-status.eml: nothing
BounceParser, delivery-status.eml: joe@example.org, a bounce
BounceParser, global-delivery-status.eml: nothing, a bounce
END
