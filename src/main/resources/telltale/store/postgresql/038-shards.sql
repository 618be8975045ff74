-- Further databases (shards) that store deliveries and messages. These tables are used in the first database, which has number 0,
-- except shard_self.

-- since: a delivery or message with this number in its identifier is in this database if it was created then or later.
-- Identifiers from before have random bits in its place, and what they identify is in the first database.
create table shards (
    number integer primary key,
    id     uuid not null unique,  -- that of the database
    since  bigint not null
);

-- What this database is, if it is not the first: at most one row.
create table shard_self (
    number integer primary key,
    id     uuid not null
);

-- The database of the message under an Idempotency-Key, which is decided once: there, the key is unique.
create table placed_keys (
    key       bytea primary key,
    placed_at bigint not null,
    shard     integer not null
);

-- Events of deliveries in a database that was unavailable. spool, position: where they were read. rejected: their database does not
-- accept them, so they do not wait for it any more.
create table parked_events (
    position bigint not null,
    id       uuid not null,
    delivery uuid not null,
    flags    bigint not null,
    prefix   bigint not null,
    spool    uuid not null,
    shard    integer not null,
    link     integer not null,
    kind     smallint not null,
    network  smallint not null,
    profile  smallint not null,
    rejected boolean not null default false,
    agent    text not null,
    primary key (shard, spool, position)
);
