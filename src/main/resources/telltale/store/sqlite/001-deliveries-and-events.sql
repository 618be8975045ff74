-- Identifiers are UUIDv7 and sort by time. Inside, rows point at each other by short numbers.
-- Instants are milliseconds since 1970.

create table campaigns (
    number integer primary key,
    name   text not null unique
) strict;

create table deliveries (
    number      integer primary key,
    id          blob not null unique,
    created_at  integer not null,
    recipient   text not null collate nocase,
    campaign    integer references campaigns (number),
    subject     text not null,
    state       text not null,
    accepted_at integer,
    detail      text
) strict;

create index deliveries_of_recipient on deliveries (recipient, id);
create index deliveries_of_campaign on deliveries (campaign, id);
create index deliveries_in_state on deliveries (state, id);

-- What asked, in its own words: few different ones, so events hold a number.
create table clients (
    number integer primary key,
    agent  text not null,
    flags  integer not null,
    unique (agent, flags)
) strict;

-- An event's identifier is two numbers, its upper and lower 64 bits: id_high >> 16 is the instant.
-- A delivery's events lie side by side, so that storing one touches one page and showing them reads one.
-- delivery: 0 for the pixel without a token. network: the kind; prefix: the first 24 or 48 bits of the address.
-- link and verdict are null until links and verdicts exist.
create table events (
    delivery integer not null,
    id_high  integer not null,
    id_low   integer not null,
    client   integer not null references clients (number),
    network  integer not null,
    prefix   integer not null,
    kind     integer not null,
    link     integer,
    verdict  integer,
    primary key (delivery, id_high, id_low)
) strict, without rowid;
