#!/usr/bin/env bash
# Mail::DKIM rejects a signature that excludes the body with l=0.
#
# RFC 6376, section 3.5: l= is a decimal number of octets of the canonicalized body, and its ABNF, 1*76DIGIT, allows 0; the
# hash is then that of zero octets. Mail::DKIM treats 0 as a missing tag and hashes the whole body. dkimpy is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need perl /usr/bin/python3
debian_packages libmail-dkim-perl=1.20230212 python3-dkim=1.1.4

dkim_key
perl_one_key

# sign LENGTH SIGNED: writes a mail whose signature covers the first LENGTH octets of the body.
sign() {
  dkim_mail "$(dkim_fields "$2" "l=$1; ")" 'Hello\r\n' > "l=$1.eml"
}

sign 7 'Hello\r\n'
sign 5 'Hello'
sign 1 'H'
sign 0 ''

cat > run.pl << 'END'
use strict;
use warnings;
use Mail::DKIM::Verifier;
use OneKey;

open my $file, '<', 'key.p' or die;
Mail::DKIM::DNS::resolver(OneKey->new('v=DKIM1; p=' . <$file>));
for my $mail (@ARGV) {
    my $verifier = Mail::DKIM::Verifier->new;
    open my $in, '<:raw', $mail or die;
    $verifier->PRINT($_) while <$in>;
    $verifier->CLOSE;
    print "Mail::DKIM, $mail: ", $verifier->result_detail, "\n";
}
END

cat > run.py << 'END'
import sys

import dkim

key = b"v=DKIM1; p=" + open("key.p", "rb").read()
for mail in sys.argv[1:]:
    passed = dkim.verify(open(mail, "rb").read(), dnsfunc=lambda name, timeout=5: key)
    print(f"dkimpy, {mail}: {'pass' if passed else 'fail'}")
END

verdict "$(
  in_debian perl -I. run.pl l=*.eml 2>&1
  in_debian /usr/bin/python3 run.py l=*.eml 2>&1
)" << 'END'
Mail::DKIM, l=0.eml: fail (body has been altered)
Mail::DKIM, l=1.eml: pass
Mail::DKIM, l=5.eml: pass
Mail::DKIM, l=7.eml: pass
dkimpy, l=0.eml: pass
dkimpy, l=1.eml: pass
dkimpy, l=5.eml: pass
dkimpy, l=7.eml: pass
END
