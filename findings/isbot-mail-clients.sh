#!/usr/bin/env bash
# isbot classifies Evolution, Outlook for Android and Claws Mail as bots, but neither Outlook for iOS nor Thunderbird.
#
# RFC 9110, section 10.1.5: a User-Agent has one or more products, each with an optional version, so a single
# "Evolution/3.46.4" is valid. The clients send these values when a person lets them load the images of a mail.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages isbot@5.2.3

cat > run.mjs << 'END'
import { isbot, isbotMatch } from 'isbot';

const clients = {
  Evolution: 'Evolution/3.46.4',
  'Claws Mail': 'Fancy Viewer',
  'Outlook for Android': 'Outlook-Android/2.0',
  'Outlook for iOS': 'Outlook-iOS/709.2226530.prod.iphone (3.21.0)',
  Thunderbird: 'Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.4.1',
};
for (const [client, agent] of Object.entries(clients)) {
  console.log(`${client}: ${isbot(agent) ? `bot, because of "${isbotMatch(agent)}"` : 'not a bot'}`);
}
END

verdict "$(node run.mjs 2>&1)" << 'END'
Evolution: bot, because of "Evolution/3.46.4"
Claws Mail: bot, because of "Fancy Viewer"
Outlook for Android: bot, because of "Outlook-Android/2.0"
Outlook for iOS: not a bot
Thunderbird: not a bot
END
