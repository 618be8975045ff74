package telltale.message.html;

import telltale.model.Destination;

/**
 * The parameters that the links of one message get, except those to Telltale.
 *
 * @param own recognizes the URLs of Telltale
 */
record AppendedParameters(LinkParameters parameters, ClickUrls own) {
    Destination appendTo(Destination destination) {
        return own.isTelltaleUrl(destination.url()) ? destination : parameters.appendTo(destination);
    }
}
