-- Identifiers are UUIDv7 and sort by time. Inside, rows point at each other by short numbers.
-- Instants are milliseconds since 1970.

create table campaigns (
    number bigint generated always as identity primary key,
    name   text collate "C" not null unique
);

-- node: which node sends it; it alone can say that its conversation was interrupted.
create table deliveries (
    number      bigint generated always as identity primary key,
    id          uuid not null unique,
    created_at  bigint not null,
    recipient   text collate "C" not null,
    campaign    bigint references campaigns (number),
    subject     text not null,
    state       text not null,
    accepted_at bigint,
    detail      text,
    node        uuid
);

create index deliveries_of_recipient on deliveries (lower(recipient), id);
create index deliveries_of_campaign on deliveries (campaign, id);
create index deliveries_in_state on deliveries (state, id);

-- What asked, in its own words: few different ones, so events hold a number.
create table clients (
    number integer generated always as identity primary key,
    flags  integer not null,
    agent  text collate "C" not null,
    unique (agent, flags)
);

-- Partitioned by the instant in the identifier, a week each, so that old events go with their files; what no week is
-- there for lies in others. The columns stand so that none needs filling up. No foreign keys: they would cost a look-up
-- for each event, and deliveries and clients are never deleted before their events.
-- delivery: 0 for the pixel without a token. network: the kind; prefix: the first 24 or 48 bits of the address.
-- link and verdict are null until links and verdicts exist.
create table events (
    delivery bigint not null,
    prefix   bigint not null,
    id       uuid not null,
    client   integer not null,
    verdict  integer,
    link     integer,
    network  smallint not null,
    kind     smallint not null,
    primary key (id)
) partition by range (id);

create index events_of_delivery on events (delivery);

create table events_others partition of events default;

-- Counters, kept in the transaction that stores an event. folded: counted without a row. first_before: what first_at
-- was before the last change, for the one who changed it. day: the day (UTC, for the pixel without a token the minute)
-- of the last event; day_rows: its rows so far. Pages are left some room, so that a change finds it beside the row.
create table delivery_counters (
    delivery     bigint not null,
    events       bigint not null,
    folded       bigint not null,
    first_at     bigint not null,
    first_before bigint,
    day          integer not null,
    day_rows     integer not null,
    kind         smallint not null,
    primary key (delivery, kind)
) with (fillfactor = 80);

-- A campaign's are by quarter of an hour since 1970, because time zones differ by no less, and each node has rows of its
-- own (shard), so that nodes do not wait for each other. campaign 0 is for deliveries without one.
create table campaign_counters (
    campaign bigint not null,
    events   bigint not null,
    folded   bigint not null,
    firsts   bigint not null,
    quarter  integer not null,
    kind     smallint not null,
    class    smallint not null,
    shard    smallint not null,
    primary key (campaign, quarter, kind, class, shard)
) with (fillfactor = 80);

-- The same by whole days (UTC): a long range is added up from few rows.
create table campaign_days (
    campaign bigint not null,
    events   bigint not null,
    folded   bigint not null,
    firsts   bigint not null,
    day      integer not null,
    kind     smallint not null,
    class    smallint not null,
    shard    smallint not null,
    primary key (campaign, day, kind, class, shard)
) with (fillfactor = 80);

create table campaign_deliveries (
    campaign   bigint not null,
    deliveries bigint not null,
    quarter    integer not null,
    shard      smallint not null,
    state      text collate "C" not null,
    primary key (campaign, quarter, state, shard)
) with (fillfactor = 80);

-- How far each node's spool was read, written with the events that were read from it.
create table replays (
    spool   uuid primary key,
    through bigint not null
) with (fillfactor = 10);

-- One row: events before this instant (ms since 1970) were deleted.
create table retention (
    events_before bigint not null
);

insert into retention values (0);

-- How many rows of a delivery's events went, because they were old, each time that some went.
create table retired (
    delivery bigint not null,
    rows     bigint not null,
    kind     smallint not null
);

-- What all nodes share: keys and secrets by name. Only a fingerprint is kept of what nodes get by a setting.
create table secrets (
    name        text collate "C" primary key,
    value       text,
    fingerprint text not null
);

-- How far an embedded database was moved here: for each of its tables the last number that was brought, written with it;
-- and what that database held when the move began, by which it is known again.
create table moves (
    part    text collate "C" primary key,
    through bigint not null,
    holds   text not null
);
