-- The sessions of signed-in browsers, without their secrets. The end of a session deletes its row.
create table sessions (
    id         blob not null primary key,
    hash       blob not null unique,  -- SHA-256 of the cookie's value
    name       text not null,         -- the key or the user
    role       text not null,
    method     text not null,         -- how its owner signed in
    key        text,                  -- the key whose end is also that of the session, or null
    network    text not null,         -- the prefix of the client's address at sign-in, or empty
    created_at integer not null,
    used_at    integer not null,
    ends_at    integer not null
) strict;

-- The codes of sign-in links that were not used yet.
create table sign_in_codes (
    hash       blob not null primary key,
    name       text not null,
    role       text not null,
    expires_at integer not null
) strict, without rowid;
