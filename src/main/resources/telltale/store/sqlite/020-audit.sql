-- The audit log: rows are added and, when they are old, deleted from the beginning of their chain; none is changed.
create table audit (
    id         blob not null primary key, -- UUIDv7
    chain      blob not null,
    sequence   integer not null,          -- without gaps in a chain
    at         integer not null,
    actor_kind text not null,
    actor      text not null,
    operation  text not null,             -- method and path, such as DELETE /api/v1/keys/{id}
    target     text,
    person     blob,                      -- the keyed hash of an address
    network    text not null,             -- the prefix of the client's address
    status     integer,                   -- of the answer; null in a row that was written before a change
    begun      blob,                      -- the row written before the change that ended with this row
    hash       blob not null              -- HMAC-SHA256 of this row and the hash before it
) strict;

create unique index audit_chain on audit (chain, sequence);
create index audit_begun on audit (begun) where begun is not null;
create index audit_person on audit (person, id) where person is not null;
create index audit_actor on audit (actor, id);
create index audit_operation on audit (operation, id);

-- Where each chain begins and ends, so that deleting its first or last rows shows.
create table audit_chains (
    chain  blob not null primary key,
    first  integer not null, -- the sequence of the first row that is kept
    before blob not null,    -- the hash of the row before it
    last   integer not null,
    head   blob not null,    -- the hash of the last row
    seal   blob not null     -- HMAC-SHA256 of these columns
) strict;
