#!/usr/bin/env bash
# Java maps the domain straße.example to strasse.example, which may belong to someone else.
#
# java.net.IDN implements IDNA2003 (RFC 3490), which maps the sharp s to ss and a final sigma to a sigma. IDNA2008 (RFC 5892,
# section 2.6) keeps both, .de domains may contain the sharp s, and Node.js and browsers follow UTS #46 without its
# transitional mapping. So the same mail address leads to two different mail servers. ICU4J supports both.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

need node
maven_jars com.ibm.icu:icu4j:77.1

cat > Run.java << 'END'
import com.ibm.icu.text.IDNA;
import java.net.IDN;
import java.util.List;

public class Run {
    public static void main(String[] args) {
        IDNA icu = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.USE_STD3_RULES);
        for (String domain : List.of("stra\u00dfe.example", "\u03b2\u03cc\u03bb\u03bf\u03c2.example", "m\u00fcller.example")) {
            System.out.println(domain + ": java.net.IDN " + IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES)
                    + ", ICU4J " + icu.nameToASCII(domain, new StringBuilder(), new IDNA.Info()));
        }
    }
}
END

cat > run.mjs << 'END'
import { domainToASCII } from 'node:url';

for (const domain of ['stra\u00dfe.example', '\u03b2\u03cc\u03bb\u03bf\u03c2.example', 'm\u00fcller.example']) {
  console.log(`${domain}: Node.js ${domainToASCII(domain)}`);
}
END

echo "java $(java -version 2>&1 | sed -n '1s/.*version "\([^"]*\)".*/\1/p'), node $(node --version)"
verdict "$(java -Dstdout.encoding=UTF-8 -Dfile.encoding=UTF-8 -cp 'jars/*' Run.java 2>&1; node run.mjs 2>&1)" << 'END'
straße.example: java.net.IDN strasse.example, ICU4J xn--strae-oqa.example
βόλος.example: java.net.IDN xn--nxasmq6b.example, ICU4J xn--nxasmm1c.example
müller.example: java.net.IDN xn--mller-kva.example, ICU4J xn--mller-kva.example
straße.example: Node.js xn--strae-oqa.example
βόλος.example: Node.js xn--nxasmm1c.example
müller.example: Node.js xn--mller-kva.example
END
