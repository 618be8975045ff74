-- The API keys, without their secrets. Keys of the home folder are not among them.
create table keys (
    id              blob not null primary key,
    name            text not null,
    role            text not null,
    hash            blob not null unique, -- SHA-256 of the key's text
    prefix          text not null,        -- the first characters of the text, to recognize it
    created_at      integer not null,
    expires_at      integer,
    revoked_at      integer,
    successor       blob,                 -- the id of the key that replaces it
    ranges          text,                 -- the networks from which it is accepted, separated by spaces; null: all
    campaign_prefix text,
    from_domains    text,                 -- separated by spaces; null: all
    used_day        text,                 -- the last day on which it was used
    used_network    text                  -- the prefix of the client's address on that day
) strict;

create unique index keys_name on keys (name) where revoked_at is null and successor is null;
