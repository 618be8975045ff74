#!/usr/bin/env bash
# Three of four DKIM verifiers fail valid signatures for white space around the b= tag, or a "b=" in another tag.
#
# RFC 6376, section 3.2: tag-spec = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]. Section 3.7: the signature is hashed
# with the value of b= deleted "including all surrounding whitespace". So "b =X", "b = X" and "b=X ;" are hashed as
# "b =", "b =" and "b=;". And a tag of another name may hold "b=" in its value (3.2: VALCHAR), as x_note does here.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need openssl /usr/bin/python3
maven_jars org.apache.james.jdkim:apache-jdkim-library:0.5 org.slf4j:slf4j-nop:2.0.20
npm_packages mailauth@7.1.0
debian_packages opendkim=2.11.0~beta2 python3-dkim=1.1.4

openssl genrsa -out key.pem 2048 2> openssl.log
openssl rsa -in key.pem -pubout -outform DER 2> openssl.log | base64 -w 0 > key.p

# sign NAME BEFORE AFTER: a mail whose DKIM-Signature field is BEFORE, the signature, AFTER.
sign() {
  local hash fields hashed signature
  hash=$(printf 'Hello\r\n' | openssl dgst -sha256 -binary | base64 -w 0)
  fields="v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1; h=from; bh=$hash; $2"
  hashed="${fields%"${fields##*[! ]}"}${3#"${3%%[! ]*}"}"
  signature=$(printf 'from:joe@example.com\r\ndkim-signature:%s' "$hashed" \
    | openssl dgst -sha256 -sign key.pem | base64 -w 0)
  printf 'DKIM-Signature: %s%s%s\r\nFrom: joe@example.com\r\n\r\nHello\r\n' "$fields" "$signature" "$3" > "$1.eml"
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
  echo "s1._domainkey.example.com v=DKIM1; p=$(cat key.p)" > keys
  printf 'TestPublicKeys %s/keys\nMode v\n' "$work" > opendkim.conf
  for mail in "$@"; do
    if in_debian debian/usr/sbin/opendkim -x opendkim.conf -t "$mail" 2>&1 | grep -q succeeded; then
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
