#!/usr/bin/env bash
# Mail::DKIM fails a signature that leaves the body out with l=0.
#
# RFC 6376, section 3.5: l= is a decimal number of octets of the canonicalized body, and its ABNF, 1*76DIGIT, allows 0; the
# hash is then that of no octets at all. Mail::DKIM takes 0 for a missing tag and hashes the whole body. dkimpy is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need openssl perl /usr/bin/python3
debian_packages libmail-dkim-perl=1.20230212 python3-dkim=1.1.4

openssl genrsa -out key.pem 2048 2> openssl.log
openssl rsa -in key.pem -pubout -outform DER 2> openssl.log | base64 -w 0 > key.p

# sign LENGTH: a mail that signs as many octets of its body.
sign() {
  local hash fields signature
  hash=$(printf 'Hello\r\n' | head -c "$1" | openssl dgst -sha256 -binary | base64 -w 0)
  fields="v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1; l=$1; h=from; bh=$hash; b="
  signature=$(printf 'from:joe@example.com\r\ndkim-signature:%s' "$fields" \
    | openssl dgst -sha256 -sign key.pem | base64 -w 0)
  printf 'DKIM-Signature: %s%s\r\nFrom: joe@example.com\r\n\r\nHello\r\n' "$fields" "$signature"
}

for length in 7 5 1 0; do
  sign "$length" > "l=$length.eml"
done

cat > run.pl << 'END'
use strict;
use warnings;
use Mail::DKIM::Verifier;

# Answers every DNS query with the one key.
package OneKey {
    sub new { my ($class, $text) = @_; return bless { text => $text }, $class }
    sub query { return $_[0] }
    sub send { return $_[0] }
    sub answer { return $_[0] }
    sub header { return $_[0] }
    sub rcode { return 'NOERROR' }
    sub type { return 'TXT' }
    sub txtdata { return $_[0]->{text} }
    sub errorstring { return '' }
}

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
  in_debian perl run.pl l=*.eml 2>&1
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
