#!/usr/bin/env bash
# Three of four DKIM verifiers reject valid signatures because of white space around the b= tag, or a "b=" in another tag.
#
# RFC 6376, section 3.2: tag-spec = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]. Section 3.7: the signature is hashed
# with the value of b= deleted "including all surrounding whitespace". So "b =X", "b = X" and "b=X ;" are hashed as
# "b =", "b =" and "b=;". A tag with another name may also contain "b=" in its value (3.2: VALCHAR), as x_note does here.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need /usr/bin/python3
maven_jars org.apache.james.jdkim:apache-jdkim-library:0.5 org.slf4j:slf4j-nop:2.0.20
npm_packages mailauth@7.1.0
debian_packages opendkim=2.11.0~beta2 python3-dkim=1.1.4

opendkim_runs
dkim_key

# sign NAME BEFORE AFTER: writes a mail whose DKIM-Signature field ends with BEFORE, the signature, and AFTER.
sign() {
  local fields hashed
  fields="$(dkim_fields 'Hello\r\n')"
  fields="${fields%b=}$2"
  hashed="${fields%"${fields##*[! ]}"}${3#"${3%%[! ]*}"}"
  printf 'DKIM-Signature: %s%s%s\r\nFrom: joe@example.com\r\n\r\nHello\r\n' \
    "$fields" "$(dkim_signature "$hashed")" "$3" > "$1.eml"
}

sign 'b=X' 'b=' ''
sign 'b =X' 'b =' ''
sign 'b = X' 'b = ' ''
sign 'b=X ;' 'b=' ' ; x_end=1'
sign 'x_note=b=1' 'x_note=b=1; b=' ''

cat > Run.java << 'END'
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.exceptions.FailException;

public class Run {
    public static void main(String[] mails) throws Exception {
        String key = "v=DKIM1; p=" + Files.readString(Path.of("key.p"));
        for (String mail : mails) {
            try (var in = new FileInputStream(mail)) {
                new DKIMVerifier((methods, selector, domain) -> List.of(key)).verify(in);
                System.out.println("jDKIM, " + mail + ": pass");
            } catch (FailException failed) {
                System.out.println("jDKIM, " + mail + ": fail");
            }
        }
    }
}
END

cat > run.mjs << 'END'
import { readFileSync } from 'node:fs';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';

const key = `v=DKIM1; p=${readFileSync('key.p')}`;
for (const mail of process.argv.slice(2)) {
  const { results } = await dkimVerify(readFileSync(mail), { resolver: async () => [[key]] });
  console.log(`mailauth, ${mail}: ${results[0].status.result}`);
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

opendkim_verdicts() {
  local mail
  for mail in "$@"; do
    if opendkim_passes "$mail" "v=DKIM1; p=$(cat key.p)"; then
      echo "opendkim, $mail: pass"
    else
      echo "opendkim, $mail: fail"
    fi
  done
}

mails=('b=X.eml' 'b =X.eml' 'b = X.eml' 'b=X ;.eml' 'x_note=b=1.eml')
verdict "$(
  node run.mjs "${mails[@]}" 2>&1
  opendkim_verdicts "${mails[@]}"
  java -cp 'jars/*' Run.java "${mails[@]}" 2>&1
  in_debian /usr/bin/python3 run.py "${mails[@]}" 2>&1
)" << 'END'
mailauth, b=X.eml: pass
mailauth, b =X.eml: pass
mailauth, b = X.eml: pass
mailauth, b=X ;.eml: pass
mailauth, x_note=b=1.eml: pass
opendkim, b=X.eml: pass
opendkim, b =X.eml: fail
opendkim, b = X.eml: fail
opendkim, b=X ;.eml: pass
opendkim, x_note=b=1.eml: pass
jDKIM, b=X.eml: pass
jDKIM, b =X.eml: fail
jDKIM, b = X.eml: fail
jDKIM, b=X ;.eml: pass
jDKIM, x_note=b=1.eml: fail
dkimpy, b=X.eml: pass
dkimpy, b =X.eml: pass
dkimpy, b = X.eml: pass
dkimpy, b=X ;.eml: fail
dkimpy, x_note=b=1.eml: pass
END
