#!/usr/bin/env bash
# jmustache with zeroIsFalse(true) treats 0.5 and -0.9 as false, too.
#
# Javadoc of Mustache.Compiler.zeroIsFalse: "zero will be treated as a false value, as in JavaScript mustache implementation".
# In JavaScript (ECMA-262, ToBoolean) only 0, -0 and NaN are false among the numbers. mustache.js is the control.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

maven_jars com.samskivert:jmustache:1.16
npm_packages mustache@4.2.0

cat > Run.java << 'END'
import com.samskivert.mustache.Mustache;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

public class Run {
    public static void main(String[] args) {
        var template = "{{#rate}}true{{/rate}}{{^rate}}false{{/rate}}";
        var zeroIsFalse = Mustache.compiler().zeroIsFalse(true).compile(template);
        var standard = Mustache.compiler().compile(template);
        for (Number rate : List.of(0, 0.5, new BigDecimal("-0.9"), 1, 1.5)) {
            var data = Map.of("rate", rate);
            System.out.println(rate + ": zeroIsFalse " + zeroIsFalse.execute(data) + ", default " + standard.execute(data));
        }
    }
}
END

cat > run.mjs << 'END'
import Mustache from 'mustache';

for (const rate of [0, 0.5, -0.9, 1, 1.5]) {
  console.log(`${rate}: mustache.js ${Mustache.render('{{#rate}}true{{/rate}}{{^rate}}false{{/rate}}', { rate })}`);
}
END

verdict "$(java -cp 'jars/*' Run.java 2>&1; node run.mjs 2>&1)" << 'END'
0: zeroIsFalse false, default true
0.5: zeroIsFalse false, default true
-0.9: zeroIsFalse false, default true
1: zeroIsFalse true, default true
1.5: zeroIsFalse true, default true
0: mustache.js false
0.5: mustache.js true
-0.9: mustache.js true
1: mustache.js true
1.5: mustache.js true
END
