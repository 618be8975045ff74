#!/usr/bin/env bash
# The URL parser of Node.js 20 maps STRAẞE.example and straße.example to different hosts, although they differ only in case.
#
# UTS #46, section 4, IdnaMappingTable: since Unicode 15.1 the capital sharp s (U+1E9E) is mapped to the sharp s; before, it was
# mapped to ss. The URL parser of Node.js (ada) has the older mapping of that letter, but keeps the lower-case one, as IDNA2008
# does. ICU4J and tr46, which implements the same standard (WHATWG URL, section 3.3), are the controls.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages tr46@6.0.0
maven_jars com.ibm.icu:icu4j:79.1

cat > run.mjs << 'END'
import { createRequire } from 'node:module';

const tr46 = createRequire(import.meta.url)('tr46');
for (const domain of ['stra\u00dfe.example', 'STRA\u1e9eE.example', 'm\u00fcller.example', 'M\u00dcLLER.example']) {
  const expected = tr46.toASCII(domain, { checkBidi: true, checkJoiners: true });
  console.log(`${domain}: Node.js ${new URL(`http://${domain}`).hostname}, tr46 ${expected}`);
}
END

cat > Run.java << 'END'
import com.ibm.icu.text.IDNA;
import java.util.List;

public class Run {
    public static void main(String[] args) {
        IDNA icu = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII);
        for (String domain : List.of("stra\u00dfe.example", "STRA\u1e9eE.example")) {
            System.out.println(domain + ": ICU4J " + icu.nameToASCII(domain, new StringBuilder(), new IDNA.Info()));
        }
    }
}
END

echo "node $(node --version) with ada $(node -p process.versions.ada) (recorded with v20.20.2, ada 2.9.2)"
verdict "$(node run.mjs 2>&1; java -Dstdout.encoding=UTF-8 -Dfile.encoding=UTF-8 -cp 'jars/*' Run.java 2>&1)" << 'END'
straße.example: Node.js xn--strae-oqa.example, tr46 xn--strae-oqa.example
STRAẞE.example: Node.js strasse.example, tr46 xn--strae-oqa.example
müller.example: Node.js xn--mller-kva.example, tr46 xn--mller-kva.example
MÜLLER.example: Node.js xn--mller-kva.example, tr46 xn--mller-kva.example
straße.example: ICU4J xn--strae-oqa.example
STRAẞE.example: ICU4J xn--strae-oqa.example
END
