#!/usr/bin/env bash
# Bowser reports a phone of the model "Phantom6S" as PhantomJS, an obsolete headless browser.
#
# RFC 9110, section 10.1.5: product names are outside the comment; the model is inside it. Browser and platform are
# explicit in the same user agent: Chrome 100 on Android 9. The second phone differs only in its model.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages bowser@2.15.1

cat > run.mjs << 'END'
import Bowser from 'bowser';

for (const model of ['Phantom6S', 'Pixel 3']) {
  const agent = `Mozilla/5.0 (Linux; Android 9; ${model}) AppleWebKit/537.36 (KHTML, like Gecko) `
    + 'Chrome/100.0.0.0 Mobile Safari/537.36';
  const { browser, engine, platform } = Bowser.parse(agent);
  console.log(`${model}: ${browser.name} ${browser.version} (${engine.name}) on a ${platform.type}`);
}
END

verdict "$(node run.mjs 2>&1)" << 'END'
Phantom6S: PhantomJS undefined (Blink) on a mobile
Pixel 3: Chrome 100.0.0.0 (Blink) on a mobile
END
