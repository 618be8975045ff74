-- The audit log: rows are added and, when they are old, deleted from the beginning of their chain; none is changed.
create table audit (
    id         uuid not null primary key, -- UUIDv7
    chain      uuid not null,
    sequence   bigint not null,          -- without gaps in a chain
    at         bigint not null,
    actor_kind text collate "C" not null,
    actor      text collate "C" not null,
    operation  text collate "C" not null,             -- method and path, such as DELETE /api/v1/keys/{id}
    target     text collate "C",
    person     bytea,                     -- the keyed hash of an address
    network    text collate "C" not null,             -- the prefix of the client's address
    status     integer,                   -- of the answer; null in a row that was written before a change
    begun      uuid,                      -- the row written before the change that ended with this row
    hash       bytea not null              -- HMAC-SHA256 of this row and the hash before it
);

create unique index audit_chain on audit (chain, sequence);
create index audit_begun on audit (begun) where begun is not null;
create index audit_person on audit (person, id) where person is not null;
create index audit_actor on audit (actor, id);
create index audit_operation on audit (operation, id);

-- Where each chain begins and ends, so that deleting its first or last rows shows.
create table audit_chains (
    chain  uuid not null primary key,
    first  bigint not null, -- the sequence of the first row that is kept
    before bytea not null,    -- the hash of the row before it
    last   bigint not null,
    head   bytea not null,    -- the hash of the last row
    seal   bytea not null     -- HMAC-SHA256 of these columns
);
