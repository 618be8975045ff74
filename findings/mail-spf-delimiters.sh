#!/usr/bin/env bash
# Mail::SPF ignores the delimiters of an SPF macro that has neither a number nor an r: %{l-} of strong-bad stays strong-bad.
#
# RFC 7208, section 7.3: "If transformers or delimiters are provided", the value is split and the parts are "rejoined using
# '.' and not the original splitting characters". Section 7.4 has the example %{l-} = strong.bad for this sender,
# and the others below except %{l9-}.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need perl /usr/bin/python3
debian_packages libmail-spf-perl=2.9.0 python3-spf=2.0.14

cat > macros << 'END'
%{l} strong-bad
%{l-} strong.bad
%{l9-} strong.bad
%{lr} strong-bad
%{lr-} bad.strong
%{l1r-} strong
%{lr-}.lp._spf.%{d2} bad.strong.lp._spf.example.com
END

cat > run.pl << 'END'
use strict;
use warnings;
use Mail::SPF;

my $request = Mail::SPF::Request->new(
    scope => 'mfrom', identity => 'strong-bad@email.example.com', ip_address => '192.0.2.3', helo_identity => 'mx.example.org');
for (@ARGV) {
    my $macro = Mail::SPF::MacroString->new(text => $_, server => Mail::SPF::Server->new, request => $request);
    print $macro->expand, "\n";
}
END

cat > run.py << 'END'
import sys
import spf

query = spf.query(i="192.0.2.3", s="strong-bad@email.example.com", h="mx.example.org")
for macro in sys.argv[1:]:
    print(query.expand(macro))
END

mapfile -t macros < <(cut -d ' ' -f 1 macros)
in_debian perl run.pl "${macros[@]}" > perl.out 2>&1 || missing "Mail::SPF ($(tail -n 1 perl.out))"
in_debian /usr/bin/python3 run.py "${macros[@]}" > python.out 2>&1 || missing "pyspf ($(tail -n 1 python.out))"
verdict "$(paste -d ' ' macros perl.out python.out | sed -E 's/(.*) (.*) (.*) (.*)/\1: RFC 7208 \2, Mail::SPF \3, pyspf \4/')" << 'END'
%{l}: RFC 7208 strong-bad, Mail::SPF strong-bad, pyspf strong-bad
%{l-}: RFC 7208 strong.bad, Mail::SPF strong-bad, pyspf strong.bad
%{l9-}: RFC 7208 strong.bad, Mail::SPF strong.bad, pyspf strong.bad
%{lr}: RFC 7208 strong-bad, Mail::SPF strong-bad, pyspf strong-bad
%{lr-}: RFC 7208 bad.strong, Mail::SPF bad.strong, pyspf bad.strong
%{l1r-}: RFC 7208 strong, Mail::SPF strong, pyspf strong
%{lr-}.lp._spf.%{d2}: RFC 7208 bad.strong.lp._spf.example.com, Mail::SPF bad.strong.lp._spf.example.com, pyspf bad.strong.lp._spf.example.com
END
