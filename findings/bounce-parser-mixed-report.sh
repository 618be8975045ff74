#!/usr/bin/env bash
# Mail::DeliveryStatus::BounceParser misses failed recipients in a report that also names a delayed one.
#
# RFC 3464, section 2.3: a report has a group of fields for each recipient, each with its own Action; the example in
# appendix E.2 mixes failed and delayed ones. The module parses groups up to the first one that is not "failed", ignores the
# rest, and does not report a bounce. flufl.bounce is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need perl /usr/bin/python3
debian_packages libmail-deliverystatus-bounceparser-perl=1.543+repacked python3-flufl.bounce=4.0

# report NAME "ADDRESS ACTION STATUS"...: writes a report to NAME.
report() {
  local name=$1 address action status
  shift
  {
    printf '%s\n' 'From: MAILER-DAEMON@mx.example.net' 'To: news@example.com' 'Subject: Undelivered Mail' \
      'MIME-Version: 1.0' 'Content-Type: multipart/report; report-type=delivery-status; boundary="report"' '' \
      '--report' 'Content-Type: text/plain' '' 'Some recipients did not get your message.' \
      '--report' 'Content-Type: message/delivery-status' '' 'Reporting-MTA: dns; mx.example.net'
    for group in "$@"; do
      read -r address action status <<< "$group"
      printf '%s\n' '' "Final-Recipient: rfc822; $address" "Action: $action" "Status: $status"
    done
    printf '%s\n' '--report--'
  } > "$name"
}

report 'failed, failed' 'joe@example.org failed 5.1.1' 'jane@example.org failed 5.1.1'
report 'failed, delayed, failed' 'joe@example.org failed 5.1.1' 'jim@example.org delayed 4.4.1' \
  'jane@example.org failed 5.1.1'
report 'delivered, failed' 'jim@example.org delivered 2.0.0' 'jane@example.org failed 5.1.1'

cat > run.pl << 'END'
use strict;
use warnings;
use Mail::DeliveryStatus::BounceParser;

for my $name (@ARGV) {
    open my $file, '<', $name or die;
    my $bounce = Mail::DeliveryStatus::BounceParser->new(join '', <$file>);
    print "BounceParser, $name: ", ($bounce->is_bounce ? 'a bounce' : 'no bounce'), ', ',
        join(' and ', map { $_->get('email') } $bounce->reports) || 'no recipient', "\n";
}
END

cat > run.py << 'END'
import email
import sys

from flufl.bounce import all_failures

for name in sys.argv[1:]:
    with open(name, "rb") as file:
        temporary, permanent = all_failures(email.message_from_binary_file(file))
    print(f"flufl.bounce, {name}:", " and ".join(sorted(address.decode() for address in permanent)))
END

mails=('failed, failed' 'failed, delayed, failed' 'delivered, failed')
verdict "$(in_debian perl run.pl "${mails[@]}" 2>&1; in_debian /usr/bin/python3 run.py "${mails[@]}" 2>&1)" << 'END'
BounceParser, failed, failed: a bounce, joe@example.org and jane@example.org
BounceParser, failed, delayed, failed: no bounce, joe@example.org
BounceParser, delivered, failed: no bounce, no recipient
flufl.bounce, failed, failed: jane@example.org and joe@example.org
flufl.bounce, failed, delayed, failed: jane@example.org and joe@example.org
flufl.bounce, delivered, failed: jane@example.org
END
