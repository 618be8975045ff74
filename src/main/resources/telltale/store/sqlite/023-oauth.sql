-- The OAuth tokens of accounts at mail servers, encrypted with the nodes' keys.
create table oauth_tokens (
    account    text not null primary key, -- a digest of the settings that the tokens are requested with
    tokens     text,                      -- null before the first are stored
    changed_at integer not null,
    renewal    integer                    -- until when one node alone may renew them; null for none
) strict;
