-- The sessions of signed-in browsers, without their secrets. The end of a session deletes its row.
create table sessions (
    id         uuid not null primary key,
    hash       bytea not null unique, -- SHA-256 of the cookie's value
    name       text collate "C" not null, -- the key or the user
    role       text collate "C" not null,
    method     text collate "C" not null, -- how its owner signed in
    key        text collate "C",      -- the key whose end is also that of the session, or null
    network    text collate "C" not null, -- the prefix of the client's address at sign-in, or empty
    created_at bigint not null,
    used_at    bigint not null,
    ends_at    bigint not null
);

-- The codes of sign-in links that were not used yet.
create table sign_in_codes (
    hash       bytea not null primary key,
    name       text collate "C" not null,
    role       text collate "C" not null,
    expires_at bigint not null
);
