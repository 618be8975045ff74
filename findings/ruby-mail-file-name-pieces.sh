#!/usr/bin/env bash
# The Ruby library Mail sorts the sections of a file name as text, so the eleventh comes before the third.
#
# RFC 2231, section 3: the sections are numbered in decimal from 0 and joined by number ("*10" after "*9"). A name in twelve
# sections has about 700 octets, or 80 letters of a script that needs nine octets per letter when encoded. Python's email
# package, the control, joins them by number.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need ruby /usr/bin/python3
debian_packages ruby-mail=2.7.1

{
  printf '%s\n' 'From: joe@example.com' 'MIME-Version: 1.0' 'Content-Type: application/pdf' \
    'Content-Disposition: attachment;'
  for piece in $(seq 0 11); do
    printf ' filename*%d="%s-"%s\n' "$piece" "$piece" "$([ "$piece" = 11 ] || echo ';')"
  done
  printf '%s\n' '' 'x'
} > long-name.eml

cat > run.rb << 'END'
require 'mail'
puts "Mail (Ruby): #{Mail.read('long-name.eml').filename}"
END

cat > run.py << 'END'
import email
import email.policy

with open("long-name.eml", "rb") as file:
    print("email (Python):", email.message_from_binary_file(file, policy=email.policy.default).get_filename())
END

verdict "$(in_debian ruby run.rb 2>&1; /usr/bin/python3 run.py 2>&1)" << 'END'
Mail (Ruby): 0-1-10-11-2-3-4-5-6-7-8-9-
email (Python): 0-1-2-3-4-5-6-7-8-9-10-11-
END
