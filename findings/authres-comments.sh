#!/usr/bin/env bash
# authres rejects the comment-heavy example in the RFC that defines its header field, and drops a quoted value.
#
# RFC 8601, appendix B.7 (first field below), section 2.2: comments are allowed between any tokens (CFWS), authserv-id is a
# value (RFC 2045: a token or a quoted-string), and a property value may also be a quoted-string.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need /usr/bin/python3
debian_packages python3-authres=1.2.0

cat > run.py << 'END'
from authres import AuthenticationResultsHeader, SyntaxError

FIELDS = {
    "with comments": """foo.example.net (foobar) 1 (baz);
 dkim (Because I like it) / 1 (One yay) = (wait for it) fail
 policy (A dot can go here) . (like that) expired
 (this surprised me) = (as I wasn't expecting it) 1362471462""",
    "without them": "foo.example.net 1; dkim / 1 = fail policy . expired = 1362471462",
    "quoted server": '"foo.example.net"; dkim=pass header.d=example.com',
    "quoted identity": 'foo.example.net; dkim=pass header.i="@example.com" header.s=s1',
    "bare identity": "foo.example.net; dkim=pass header.i=@example.com header.s=s1",
}
for name, field in FIELDS.items():
    try:
        header = AuthenticationResultsHeader.parse("Authentication-Results: " + field)
        seen = [r.method + "=" + r.result + "".join(f" {p.type}.{p.name}={p.value}" for p in r.properties)
                for r in header.results]
    except SyntaxError as refused:
        seen = refused
    print(f"{name}: {seen}")
END

verdict "$(in_debian /usr/bin/python3 run.py 2>&1)" << 'END'
with comments: Syntax error: Expected "=" at:  = (wait for it) fail
 policy (A dot can...
without them: ['dkim=fail policy.expired=1362471462']
quoted server: Syntax error: Expected authserv-id at: "foo.example.net"; dkim=pass header.d=ex...
quoted identity: ['dkim=pass header.s=s1']
bare identity: ['dkim=pass header.i=@example.com header.s=s1']
END
