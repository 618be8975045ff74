#!/usr/bin/env bash
# jDKIM, Mail::DKIM and opendkim reject a DKIM key that is published in the format that RFC 6376 specifies.
#
# RFC 6376, section 3.6.1: for k=rsa, p= is the base64 of an ASN.1 DER-encoded RSAPublicKey (RFC 3447, A.1.1: "openssl rsa
# -RSAPublicKey_out"). Its appendix C publishes a SubjectPublicKeyInfo ("-pubout"), and erratum 3017, held for an update,
# would allow both. dkimpy and mailauth accept both formats.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need perl /usr/bin/python3
maven_jars org.apache.james.jdkim:apache-jdkim-library:0.5 org.slf4j:slf4j-nop:2.0.20
npm_packages mailauth@7.1.0
debian_packages opendkim=2.11.0~beta2 libmail-dkim-perl=1.20230212 python3-dkim=1.1.4

opendkim_runs
dkim_key
perl_one_key
mv key.p SubjectPublicKeyInfo
openssl rsa -in key.pem -RSAPublicKey_out -outform DER 2> openssl.log | base64 -w 0 > RSAPublicKey
dkim_mail "$(dkim_fields 'Hello\r\n')" 'Hello\r\n' > mail.eml

cat > Run.java << 'END'
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.exceptions.FailException;

public class Run {
    public static void main(String[] args) throws Exception {
        String key = "v=DKIM1; k=rsa; p=" + Files.readString(Path.of(args[0]));
        try (var in = new FileInputStream("mail.eml")) {
            new DKIMVerifier((methods, selector, domain) -> List.of(key)).verify(in);
            System.out.println("jDKIM: pass");
        } catch (FailException failed) {
            System.out.println("jDKIM: fail");
        }
    }
}
END

cat > run.mjs << 'END'
import { readFileSync } from 'node:fs';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';

const key = `v=DKIM1; k=rsa; p=${readFileSync(process.argv[2])}`;
const { results } = await dkimVerify(readFileSync('mail.eml'), { resolver: async () => [[key]] });
console.log(`mailauth: ${results[0].status.result}`);
END

cat > run.py << 'END'
import sys

import dkim

key = b"v=DKIM1; k=rsa; p=" + open(sys.argv[1], "rb").read()
passed = dkim.verify(open("mail.eml", "rb").read(), dnsfunc=lambda name, timeout=5: key)
print(f"dkimpy: {'pass' if passed else 'fail'}")
END

cat > run.pl << 'END'
use strict;
use warnings;
use Mail::DKIM::Verifier;
use OneKey;

open my $file, '<', $ARGV[0] or die;
Mail::DKIM::DNS::resolver(OneKey->new('v=DKIM1; k=rsa; p=' . <$file>));
my $verifier = Mail::DKIM::Verifier->new;
open my $in, '<:raw', 'mail.eml' or die;
$verifier->PRINT($_) while <$in>;
$verifier->CLOSE;
print 'Mail::DKIM: ', $verifier->result, "\n";
END

opendkim_verdict() {
  if opendkim_passes mail.eml "v=DKIM1; k=rsa; p=$(cat "$1")"; then
    echo 'opendkim: pass'
  else
    echo 'opendkim: fail'
  fi
}

verdict "$(for form in SubjectPublicKeyInfo RSAPublicKey; do
  echo "p= as $form"
  java -cp 'jars/*' Run.java "$form" 2>&1
  in_debian perl -I. run.pl "$form" 2>&1
  opendkim_verdict "$form"
  in_debian /usr/bin/python3 run.py "$form" 2>&1
  node run.mjs "$form" 2>&1
done)" << 'END'
p= as SubjectPublicKeyInfo
jDKIM: pass
Mail::DKIM: pass
opendkim: pass
dkimpy: pass
mailauth: pass
p= as RSAPublicKey
jDKIM: fail
Mail::DKIM: invalid
opendkim: fail
dkimpy: pass
mailauth: pass
END
