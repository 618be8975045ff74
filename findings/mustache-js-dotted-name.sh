#!/usr/bin/env bash
# mustache.js 4.2.0 looks up a dotted name again in the outer context, although its first part was already found.
#
# mustache(5), "Variables", and the Mustache specification, module interpolation, "Dotted Names - Context Precedence":
# only the first part of a dotted name is searched up the context stack, "dotted names should be resolved against former
# resolutions". The order below has an address without a city, so the output should be empty, as in hogan.js and handlebars.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

npm_packages mustache@4.2.0 hogan.js@3.0.2 handlebars@4.7.10

cat > run.mjs << 'END'
import Mustache from 'mustache';
import Hogan from 'hogan.js';
import Handlebars from 'handlebars';

const template = '{{#order}}Delivered to: [{{address.city}}]{{/order}}';
const data = { address: { city: 'Sender City' }, order: { address: { street: '1 Main Street' } } };
console.log('mustache.js:', Mustache.render(template, data));
console.log('hogan.js:   ', Hogan.compile(template).render(data));
console.log('handlebars: ', Handlebars.compile(template)(data));
END

verdict "$(node run.mjs 2>&1)" << 'END'
mustache.js: Delivered to: [Sender City]
hogan.js:    Delivered to: []
handlebars:  Delivered to: []
END
