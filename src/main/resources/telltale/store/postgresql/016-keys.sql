-- The API keys, without their secrets. Keys of the home folder are not among them.
create table keys (
    id              uuid not null primary key,
    name            text collate "C" not null,
    role            text collate "C" not null,
    hash            bytea not null unique, -- SHA-256 of the key's text
    prefix          text collate "C" not null, -- the first characters of the text, to recognize it
    created_at      bigint not null,
    expires_at      bigint,
    revoked_at      bigint,
    successor       uuid,               -- the id of the key that replaces it
    ranges          text collate "C",   -- the networks from which it is accepted, separated by spaces; null: all
    campaign_prefix text collate "C",
    from_domains    text collate "C",   -- separated by spaces; null: all
    used_day        text collate "C",   -- the last day on which it was used
    used_network    text collate "C"    -- the prefix of the client's address on that day
);

create unique index keys_name on keys (name) where revoked_at is null and successor is null;
