package telltale.settings;

import telltale.model.Mailbox;

/** How much of a setting's value may be shown in logs, messages and pages. */
enum Visibility {
    /** all of it */
    WHOLE {
        @Override
        String mask(String value) {
            return value;
        }
    },
    /** a person's name or address: enough for its owner to recognize it */
    HINT {
        @Override
        String mask(String value) {
            try {
                return Mailbox.parse(value).address().masked();
            } catch (IllegalArgumentException noAddress) {
                return value.substring(0, value.offsetByCodePoints(0, 1)) + "***";
            }
        }
    },
    /** a keyword as it is, and of an address enough for its owner to recognize it */
    KEYWORD_OR_HINT {
        @Override
        String mask(String value) {
            return value.contains("@") ? HINT.mask(value) : value;
        }
    },
    /** a URL without the parts that may contain credentials */
    LOCATION {
        @Override
        String mask(String value) {
            if (value.startsWith(PostgreSqlUrl.SCHEME)) {
                return PostgreSqlUrl.mask(value);
            }
            if (value.startsWith("jdbc:") && !value.startsWith(DatabaseReader.SQLITE)) {
                return value.replaceFirst("^(jdbc:\\w*:?).*", "$1…");
            }
            // An @ after a question mark may be part of a password or follow one.
            if (value.matches("[^?#]*[?#].*@.*")) {
                return "****";
            }
            return value.replaceFirst("^.*@", "****@").replaceFirst("[?#].*", "?…");
        }
    },
    /** URLs of databases without the parts that may contain credentials */
    DATABASES {
        @Override
        String mask(String value) {
            return ShardUrls.mask(value);
        }
    },
    /** a mail server without the parts that may contain credentials */
    SERVER {
        @Override
        String mask(String value) {
            return ServerLine.mask(value);
        }
    },
    NEVER {
        @Override
        String mask(String value) {
            return "****";
        }
    };

    /** The part of a value that may be shown. The value is one line and not empty. */
    abstract String mask(String value);
}
