#!/usr/bin/env bash
# jDKIM canonicalizes an empty body to a line break in relaxed mode, so its hash never matches.
#
# RFC 6376, section 3.4.4: "relaxed" ignores all empty lines at the end of the body, and an empty body stays empty; the
# section gives its SHA-256 value, 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=, which is signed here. Only
# "simple" (3.4.3) turns an empty body into CRLF. mailauth is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

maven_jars org.apache.james.jdkim:apache-jdkim-library:0.5 org.slf4j:slf4j-nop:2.0.20
npm_packages mailauth@7.1.0

dkim_key
dkim_mail "$(dkim_fields 'Hello\r\n')" 'Hello\r\n' > text.eml
dkim_mail "$(dkim_fields '')" '' > empty.eml
dkim_mail "$(dkim_fields '')" '\r\n\r\n' > blank.eml
grep -o 'bh=[^;]*' empty.eml > hashes

cat > Run.java << 'END'
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.exceptions.FailException;

public class Run {
    public static void main(String[] args) throws Exception {
        String key = "v=DKIM1; p=" + Files.readString(Path.of("key.p"));
        for (String mail : List.of("text", "empty", "blank")) {
            try (var in = new FileInputStream(mail + ".eml")) {
                new DKIMVerifier((methods, selector, domain) -> List.of(key)).verify(in);
                System.out.println("jDKIM, " + mail + ": pass");
            } catch (FailException failed) {
                System.out.println("jDKIM, " + mail + ": " + failed.getMessage());
            }
        }
    }
}
END

cat > run.mjs << 'END'
import { readFileSync } from 'node:fs';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';

const key = `v=DKIM1; p=${readFileSync('key.p')}`;
for (const mail of ['text', 'empty', 'blank']) {
  const { results } = await dkimVerify(readFileSync(`${mail}.eml`), { resolver: async () => [[key]] });
  console.log(`mailauth, ${mail}: ${results[0].status.result}`);
}
END

verdict "$(cat hashes; java -cp 'jars/*' Run.java 2>&1; node run.mjs 2>&1)" << 'END'
bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
jDKIM, text: pass
jDKIM, empty: Computed bodyhash is different from the expected one
jDKIM, blank: Computed bodyhash is different from the expected one
mailauth, text: pass
mailauth, empty: pass
mailauth, blank: pass
END
