#!/usr/bin/env bash
# mailauth reports a permanent error for an SPF record in which the domain of `a:` or `mx:` ends with a dot.
#
# The grammar of RFC 7208 (section 7.1, domain-end) has an optional dot at the end, and people who are used to zone files write
# one. mailauth accepts it in `include:` and `redirect=`, and pyspf everywhere.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages mailauth@4.13.3 dns-packet@5.6.1
debian_packages python3-spf=2.0.14
spf_zone << 'END'
{
  "plain.test": {"TXT": ["v=spf1 include:relay.test -all"]},
  "include.test": {"TXT": ["v=spf1 include:relay.test. -all"]},
  "address.test": {"TXT": ["v=spf1 a:mail.test. -all"]},
  "exchange.test": {"TXT": ["v=spf1 mx:mail.test. -all"]},
  "redirect.test": {"TXT": ["v=spf1 redirect=relay.test."]},
  "relay.test": {"TXT": ["v=spf1 ip4:192.0.2.1 -all"]},
  "mail.test": {"A": ["192.0.2.1"], "MX": ["mail.test"]}
}
END

verdict "$(spf_results plain.test include.test redirect.test address.test exchange.test)" << 'END'
plain.test: mailauth pass, pyspf pass
include.test: mailauth pass, pyspf pass
redirect.test: mailauth pass, pyspf pass
address.test: mailauth permerror, pyspf pass
exchange.test: mailauth permerror, pyspf pass
END
